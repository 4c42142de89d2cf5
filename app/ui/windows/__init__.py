"""What is seen outside the main window: captions over others, for an audience, and the tray."""
