"""Mail: how a message becomes one, and how it is handed to the mail server."""
