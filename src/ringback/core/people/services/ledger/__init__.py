"""The ledger: what no restored backup may undo, kept outside the database beside the keys, and named by nobody."""
