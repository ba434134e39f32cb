"""The virtual queue: calls that wait for an agent to become free, as rows in the order they were made."""
