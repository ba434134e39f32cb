"""Proving that a number is the visitor's own, by a code in a text message: only then may they be rung first."""
