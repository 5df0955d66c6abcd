"""Files attached to records: working copies, evidentiary copies, their custody, redaction as a derived copy."""
