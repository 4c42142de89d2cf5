"""The stages of a session, joined."""
