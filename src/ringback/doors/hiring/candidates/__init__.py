"""Candidates: who applied for what, where they stand, and what they sent."""
