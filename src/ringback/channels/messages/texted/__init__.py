"""Text messages that come in: where gateways hand them over, what their words mean, and where they land."""
