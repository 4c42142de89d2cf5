"""The models: which there are, what each is good for, and what is done with it."""
