"""The promise itself, the people it is made to."""
