"""Who may do what to an entry and when, how entries rank, and how they are dealt out; pure."""
