"""The facts that figures are counted from: read from the records, kept in blocks beside them, and asked for."""
