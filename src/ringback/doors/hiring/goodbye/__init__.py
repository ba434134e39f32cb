"""The promise at goodbye: when the answer comes, what blocks it, and the candidate's own page of it."""
