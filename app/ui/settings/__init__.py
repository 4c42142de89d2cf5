"""The settings: rows that take effect at once, keys and scenes."""
