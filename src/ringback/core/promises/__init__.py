"""Promises: the row, its rules, and the keeper that claims what is due."""
