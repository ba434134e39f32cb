"""Blind digests of applicants' addresses: the same address is found again, and none is read back."""

from ringback.base.database import blind

_USE = "allocation applicant"


def key_of(organisation_id: int, email: str) -> str:
    """What is stored of an address (lower case)."""
    return blind.digest(f"{organisation_id}:{email}", _USE)


def keys_of(organisation_id: int, email: str) -> list[str]:
    """What is looked for: by every key of the installation at hand."""
    return blind.digests(f"{organisation_id}:{email}", _USE)
