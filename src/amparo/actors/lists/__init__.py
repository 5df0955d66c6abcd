"""Lists of designations: what stands on them and since when, their snapshots, and what definitions make of them.

Groups and organisations alone. People on a list are counted where a file is read, and never kept.
"""
