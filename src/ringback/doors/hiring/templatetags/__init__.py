"""Template tags of the hiring door."""
