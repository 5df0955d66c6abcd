"""Imports: a source's spreadsheet becomes reports, incidents, violations and mentions, by a saved mapping.

`definition` says what a mapping is, `lookups` which of our codes there are, `understanding` what one row means,
`checking` what is wrong with a file, `saving` puts rows into the database, `running` does both so that a kill loses
nothing. `services` and `selectors` are the way in for pages and command line.
"""
