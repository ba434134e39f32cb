"""Template filters of the website door."""
