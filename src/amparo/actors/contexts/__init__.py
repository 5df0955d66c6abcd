"""Contexts of insecurity: where and when organised crime, terrorism or conflict is present, as somebody assessed it."""
