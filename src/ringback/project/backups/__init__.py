"""Backing an installation up, and bringing it back: database, files and keys, each to its own place."""
