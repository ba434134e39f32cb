"""Getting the widget onto a site: the ways to put its tag there, and whether it is there (MISSION W1)."""
