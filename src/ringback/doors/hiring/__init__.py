"""The door of hiring: openings, their candidates, and what they are promised."""
