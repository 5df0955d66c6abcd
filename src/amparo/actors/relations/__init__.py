"""How actors are called, what they belong to and came from, and where they are present: dated, with their source."""
