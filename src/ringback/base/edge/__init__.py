"""Plumbing of the public hot path: parsing, limits, proof of work, problem details."""
