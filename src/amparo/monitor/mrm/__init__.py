"""The way to and from the field list of the monitoring and reporting mechanism, as Primero's incident forms have it."""
