"""Figures: how fast and how right."""
