"""Pages of the voice channel: calls, hunt groups and agents, trunks."""
