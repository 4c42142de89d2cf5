"""Tells voices apart: which of the people of a session said an utterance."""
