"""Figures: the agency's own, counted from its records, and the register of those that others have published."""
