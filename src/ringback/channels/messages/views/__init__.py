"""Pages of the messages channel, a subject a file."""
