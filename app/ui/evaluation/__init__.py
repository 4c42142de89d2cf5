"""Where the installed models stand, and the items behind each figure."""
