"""Openings: what is on offer, by which stages it is decided, and the page where people apply."""
