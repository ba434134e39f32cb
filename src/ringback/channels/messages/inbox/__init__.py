"""Mail that comes in: read from a mailbox by IMAP, and brought to the person and the message it is about."""
