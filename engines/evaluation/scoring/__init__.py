"""From items to the rows of the plan's table."""
