"""The help, the check-up of the computer, and what this program is."""
