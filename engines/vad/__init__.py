"""Speech probability and the cut into utterances."""
