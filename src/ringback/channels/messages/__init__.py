"""The messages channel: mail, text messages, webhooks, notices; their texts and who does not want them."""
