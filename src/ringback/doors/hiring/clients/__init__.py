"""Agencies: openings that belong to a client, whose promised decision the candidate waits for, and which is chased."""
