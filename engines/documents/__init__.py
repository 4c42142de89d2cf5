"""Files that people read: what in them is translated, and how translations are put back."""
