"""Who is told what, and in which order people wait: from plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

PLACE, WAITING, NONE = "place", "waiting", "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an entry came out of the review. `listed`: an earlier customer or member of a club, by a list of ours."""

    entry_id: int
    token: str
    score: Decimal
    placed: bool = False
    forwarded: bool = False
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What an entry is told; `rank` on the waiting list, from 1."""

    entry_id: int
    kind: str
    rank: int | None = None


def told(found: Iterable[Standing], lot: str, waiting_most: int | None, *, prefer_history: bool) -> list[Told]:
    """Everybody's one answer, those with a place first, then the list in its order.

    Whoever a region forwarded and head office gave no place waits, by score, up to `waiting_most` of them. Equals
    are ordered by `lot`, never by time (MISSION A2); earlier customers come before others only where the
    campaign says so (A11).
    """
    everybody = sorted(found, key=lambda one: drawn(lot, one.token))
    line = [one for one in everybody if one.forwarded and not one.placed]
    line.sort(key=lambda one: (prefer_history and not one.listed, -one.score))
    waits = line if waiting_most is None else line[:waiting_most]
    ranks = {one.entry_id: rank for rank, one in enumerate(waits, 1)}
    placed = [Told(one.entry_id, PLACE) for one in everybody if one.placed]
    waiting = [Told(one.entry_id, WAITING, ranks[one.entry_id]) for one in waits]
    others = [Told(one.entry_id, NONE) for one in everybody if not one.placed and one.entry_id not in ranks]
    return [*placed, *waiting, *others]


def drawn(lot: str, token: str) -> str:
    """An entry's lot: whoever has `lot` and the entries' tokens can draw again and compare."""
    return sha256(f"{lot} {token}".encode()).hexdigest()


def sum_of(answers: Sequence[Told]) -> str:
    """SHA-256 over all answers: what was looked at is what goes out, or nothing does."""
    lines = sorted(f"{one.entry_id} {one.kind} {one.rank or ''}" for one in answers)
    return sha256("\n".join(lines).encode()).hexdigest()


def stands_until(published_at: datetime, offer_days: int) -> datetime:
    """Until when an offer is kept for somebody."""
    return published_at + timedelta(days=offer_days)
