"""What the pages of this room show: small frozen dataclasses, and what makes them."""
