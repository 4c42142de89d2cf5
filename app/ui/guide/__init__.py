"""The first steps, put together from parts of the window."""
