"""What an utterance asks for: a command, a dialogue act, or nothing of the kind."""
