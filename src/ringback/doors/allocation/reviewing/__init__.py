"""Choosing fairly: opinions, what regions forward, and the places that head office gives."""
