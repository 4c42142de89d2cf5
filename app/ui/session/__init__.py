"""What runs a session: the bar at the bottom, and direction and scene in the header."""
