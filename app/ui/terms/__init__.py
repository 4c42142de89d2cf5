"""The user's own names and terms: a table, and the dialog around it."""
