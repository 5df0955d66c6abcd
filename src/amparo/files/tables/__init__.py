"""Tables out of files from outside: CSV and XLSX, read as text, streamed, each problem with its row and column."""
