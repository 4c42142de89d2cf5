"""Recordings that are written down: the list, the player, and the captions beside it."""
