"""Workspaces: one person's own, with the key that everything in it is sealed with."""
