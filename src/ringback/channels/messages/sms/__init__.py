"""Text messages: counted, handed to an SMS gateway, and what the gateway reports of them."""
