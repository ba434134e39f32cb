"""Entries: who applied for a place, with what answers; drafts, files, and the edge that takes a rush."""
