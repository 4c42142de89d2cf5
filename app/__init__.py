"""The Tongsheng program: what a person sees and types, around the engines."""

__version__ = "0.1.0"
