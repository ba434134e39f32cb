"""Scores and comments on conversations: what a lead says of a call, and what a member can learn from it."""
