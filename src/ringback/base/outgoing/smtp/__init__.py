"""Handing mail to a mail server: the operator's, or one that somebody gave us."""
