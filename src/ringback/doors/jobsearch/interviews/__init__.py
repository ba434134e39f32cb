"""After an interview: what was agreed, the signs, and the promises that follow."""
