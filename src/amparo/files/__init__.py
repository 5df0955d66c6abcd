"""Files: received files, hashing, type checks, spreadsheets in, the limited reader."""
