"""Sessions as they are kept and exported; knows no Qt."""
