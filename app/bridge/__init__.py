"""Where engine events become Qt signals."""
