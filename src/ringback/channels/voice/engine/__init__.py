"""SIP and media, one call at a time, with no Django inside."""
