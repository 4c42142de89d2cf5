"""What models there are, where their bytes come from and where they lie."""
