"""Calls that come in: whose line it is, what the caller is owed, whom to ring, and what follows if nobody is had."""
