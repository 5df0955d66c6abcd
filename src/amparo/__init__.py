"""Amparo: from the first report to a safe return, and a count that admits what it does not know."""

__version__ = "0.1.0"
