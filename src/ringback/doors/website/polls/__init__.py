"""A question instead of a call, as somebody leaves: polls, their answers, and what they add up to (MISSION W21)."""
