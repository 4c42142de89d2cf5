"""The process that hosts the engines, and its host."""
