"""One call by a line of the caller's own: in these tables while it is under way, and gone with its words after."""
