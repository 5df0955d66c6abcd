"""Settings, addresses, and what every page receives."""
