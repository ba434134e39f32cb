"""Who may be contacted, how names compare, when data is too old: decided from plain values."""

import unicodedata
from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

SERVICE = "service"
MOST_NAME = 120


class Why(StrEnum):
    """Why somebody may not be contacted."""

    NOBODY = "nobody"
    ASKED_NOT_TO = "asked_not_to"
    OPTED_OUT = "opted_out"
    NO_CONSENT = "no_consent"


def refusal(purpose: str, closed: Collection[str], *, known: bool, consents: bool) -> Why | None:
    """Why a contact for `purpose` is refused; None when it is permitted.

    `closed`: the purposes that are closed for this address on this channel, "" for everything. `known`: the person
    still exists. `consents`: a consent for this very purpose is in force. What serves the person ("service") is
    refused only where they asked for nothing at all; what is optional needs their consent.
    """
    if "" in closed:
        return Why.ASKED_NOT_TO
    if not known:
        return Why.NOBODY
    if purpose == SERVICE:
        return None
    if purpose in closed:
        return Why.OPTED_OUT
    return None if consents else Why.NO_CONSENT


def folded(name: str) -> str:
    """A name for comparing: without case, accents and doubled spaces. "Müller  ANNA" is "muller anna"."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))
    return " ".join(plain.casefold().split())[:MOST_NAME]


def likeness(name: str, emails: Collection[str], other_name: str, other_emails: Collection[str]) -> str | None:
    """What makes two persons look like one: "name", "email_name", or None. Names of one word prove nothing."""
    words, other_words = sorted(folded(name).split()), sorted(folded(other_name).split())
    if len(words) > 1 and words == other_words:
        return "name"
    if _spelled(other_words, emails) or _spelled(words, other_emails):
        return "email_name"
    return None


def _spelled(words: list[str], emails: Collection[str]) -> bool:
    """Whether one of the addresses spells the name: anna.mueller@ for Anna Mueller."""
    if len(words) < 2:
        return False
    return any(sorted(words_of_email(email)) == words for email in emails)


def words_of_email(email: str) -> list[str]:
    """The words an address is made of, folded: ["anna", "mueller"] for anna.mueller+shop@example.org."""
    local = email.partition("@")[0].partition("+")[0]
    for mark in "._-":
        local = local.replace(mark, " ")
    return folded(local).split()


def hidden_email(address: str) -> str:
    """An address for those who may not see it: "a•••@example.org"."""
    local, at, host = address.partition("@")
    return f"{local[:1]}•••{at}{host}"


def too_old_before(now: datetime, days: int) -> datetime | None:
    """What is older than this has been kept for `days`; None where it is kept for good."""
    return now - timedelta(days=days) if days > 0 else None
