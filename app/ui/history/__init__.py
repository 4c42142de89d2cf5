"""What was said before: found, read, put right, exported and deleted."""
