"""Everybody's one answer: prepared, looked at, and given at one instant."""
