"""Two people at one table, and the machine between them."""
