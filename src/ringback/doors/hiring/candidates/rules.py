"""Whose application it is, and where one may go from where it stands: decided from plain values."""

from dataclasses import dataclass

# From which state an application may get into another. Whoever is hired may still leave (MISSION H17).
_MAY = {
    "active": frozenset({"refused", "hired", "withdrawn", "reserve"}),
    "reserve": frozenset({"active", "refused", "hired", "withdrawn"}),
    "hired": frozenset({"active", "withdrawn"}),
    "refused": frozenset({"active", "reserve"}),
    "withdrawn": frozenset({"active"}),
}


def may_become(state: str, wanted: str) -> bool:
    """Whether an application in `state` may get into `wanted`."""
    return wanted in _MAY[state]


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has the number that was given: their folded name, and whether they have e-mail addresses."""

    name_key: str
    has_emails: bool


def same_person(name_key: str, email: str, by_phone: Known) -> bool:
    """Whether whoever has the number is the one who applies, where nobody has their e-mail address yet.

    People share numbers: two of one household must not become one. Another name under the same number is another
    person once either of them has an address of their own.
    """
    if not by_phone.name_key or not name_key or by_phone.name_key == name_key:
        return True
    return not email and not by_phone.has_emails
