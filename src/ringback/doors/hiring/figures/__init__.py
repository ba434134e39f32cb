"""Figures of the trade: what became of interviews that were agreed, and whether a change changed it (H38, H39)."""
