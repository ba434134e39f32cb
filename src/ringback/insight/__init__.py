"""Reports across all doors: they read, and change nothing."""
