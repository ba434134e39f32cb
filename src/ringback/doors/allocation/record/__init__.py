"""Who decided what, and when: a chain that nobody can edit unnoticed."""
