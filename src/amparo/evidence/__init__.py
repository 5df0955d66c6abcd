"""Evidence: capture histories and estimates in the system."""
