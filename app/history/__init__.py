"""What was said, kept and exported; knows no Qt."""
