"""Monitor: sources, reports, incidents, violations, verification, figures."""
