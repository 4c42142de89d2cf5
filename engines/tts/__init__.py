"""Speech from text: one synthesizer per module, behind one seam."""
