"""The voice channel: calls, legs, trunks, hunt groups, recordings."""
