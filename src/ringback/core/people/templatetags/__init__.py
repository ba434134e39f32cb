"""Template tags of the people slice."""
