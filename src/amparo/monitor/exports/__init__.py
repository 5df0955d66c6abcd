"""Lists of incidents as files: a table in one of several forms, packed with a manifest that says what it is."""
