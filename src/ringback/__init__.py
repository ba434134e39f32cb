"""Ringback: the system that keeps the sentence "we will call you back"."""
