"""Requests to addresses that somebody gave us, so that nobody can turn us against the network we stand in."""
