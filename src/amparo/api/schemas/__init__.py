"""What the API says, typed: the schema at /api/openapi.json is made from these, one module per subject."""
