"""Interviews in the own calendars of those who lead them, and what they do with them there."""
