"""Offers of a place: accepted or passed on, signed, and bought; and the term of what was signed."""
