"""The one command line: `amparo`."""
