"""Evaluations for people and for other programs: texts, HTML, JSON and CSV; knows no Qt."""
