"""Webhooks, as the Standard Webhooks specification has them: which events there are, who hears them, and how."""
