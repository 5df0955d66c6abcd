"""Audit: an append-only record of reads and writes, sealed into a chain."""
