"""Kernel: ids, time, fuzzy dates, tokens and folding, search, versioned save, errors, page components."""
