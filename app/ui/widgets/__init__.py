"""What every part of the window is built from; it knows none of them."""
