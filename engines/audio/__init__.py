"""Sound from microphone, system or file to 16 kHz mono chunks."""
