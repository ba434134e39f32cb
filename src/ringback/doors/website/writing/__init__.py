"""What visitors write instead of asking for a call: message, contact, and the promise that somebody answers."""
