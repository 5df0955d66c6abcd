"""Public: the pages that need no account, health, preferences, leaving."""
