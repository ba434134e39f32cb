"""The composition root: settings, urls, asgi, the ringback command. Nothing imports it."""
