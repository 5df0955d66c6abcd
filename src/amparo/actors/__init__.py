"""Actors: armed forces and groups, criminal groups, with dated types."""
