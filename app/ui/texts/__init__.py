"""Texts that are typed or pasted, and documents, with their translations."""
