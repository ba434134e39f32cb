"""Job search: the candidate's own side of a promise, in a workspace that nobody else can read."""
