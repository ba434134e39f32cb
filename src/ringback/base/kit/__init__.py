"""Clock, ids, phone numbers, errors: plain Python."""
