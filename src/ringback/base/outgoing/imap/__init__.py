"""Mailboxes that somebody gave us, by IMAP: nothing is read there, a mail is put in."""
