"""The live captions: their pane, why it is empty, and its buttons in the header."""
