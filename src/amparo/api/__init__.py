"""API: a thin, typed edge over the same selectors and services as the pages."""
