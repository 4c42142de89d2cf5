"""Recordings that are written down: what is kept of each, and how it leaves the program."""
