"""Organisations, members, grants, tokens, the audit log."""
