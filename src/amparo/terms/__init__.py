"""Terms: the code lists of the domain, extensible without code."""
