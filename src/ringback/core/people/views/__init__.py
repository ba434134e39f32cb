"""Pages about persons, about who must not be contacted, and about how long data is kept."""
