"""Places: the tree of areas."""
