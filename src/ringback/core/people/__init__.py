"""Persons: one per organisation, their phones, e-mails and consents."""
