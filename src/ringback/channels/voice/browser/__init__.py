"""Calls taken in a web page instead of on a phone: who has such a page open, and what it says of its leg."""
