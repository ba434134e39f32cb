"""Interviews: planned without overlap, chosen and changed by candidates themselves, and what became of them."""
