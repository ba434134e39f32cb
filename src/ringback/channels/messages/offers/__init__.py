"""Offers to many: written on the desk, sent to those who agreed, one promise a person (MISSION W23)."""
