"""E-mail files from outside: read by a limited process, within bounds of size, parts, depth and headers."""
