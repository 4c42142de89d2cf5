"""Data sets: the program's own, and the public ones in the layouts they come in."""
