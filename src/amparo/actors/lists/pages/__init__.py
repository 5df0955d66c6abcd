"""What the pages of lists show: small frozen dataclasses, and what makes them, one file per subject."""
