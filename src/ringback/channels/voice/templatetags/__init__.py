"""Template tags of the voice channel."""
