"""Taking candidates in from files: what was understood, and what was not."""
