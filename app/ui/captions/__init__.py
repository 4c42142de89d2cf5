"""Captions: what is known of each, how they are painted, read back and put right."""
