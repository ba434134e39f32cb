"""Campaigns: what is given away, where and until when, what is asked, and what it costs."""
