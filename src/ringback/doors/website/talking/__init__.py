"""Calls from the visitor's own browser: no phone rings, and no number has to be left."""
