"""How fast and how right the program is for ``bench``: figures for those who change it."""
