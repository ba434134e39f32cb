"""Touches: how often one has been in contact, how often tact allows it, and what is promised next."""
