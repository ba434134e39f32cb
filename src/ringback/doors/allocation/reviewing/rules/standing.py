"""What may be done to an entry, by whom, and what several opinions come to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Act(StrEnum):
    """What a reviewer does to an entry."""

    OPINE = "opine"
    ASSIGN = "assign"
    FORWARD = "forward"
    TAKE_BACK = "take_back"
    CHOOSE = "choose"
    UNCHOOSE = "unchoose"
    RECUSE = "recuse"


class Hindrance(StrEnum):
    """Why it may not be done."""

    RECUSED = "recused"
    PUBLISHED = "published"
    NOT_SUBMITTED = "not_submitted"
    REGION_OPEN = "region_open"
    CAMPAIGN_OPEN = "campaign_open"
    FORWARDED = "forwarded"
    NOT_FORWARDED = "not_forwarded"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"


class Leaning(StrEnum):
    """What one person thinks of an entry."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Verdict(StrEnum):
    """What all who looked think; NONE: nobody has looked."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    SPLIT = "split"


# What somebody else should look at, too.
DOUBTFUL = (Verdict.UNSURE, Verdict.SPLIT)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """How an entry stands for one reviewer. `region_closed`: its own window is over; `all_closed`: every region's."""

    submitted: bool = True
    recused: bool = False
    region_closed: bool = True
    all_closed: bool = True
    forwarded: bool = False
    chosen: bool = False
    published: bool = False


def hindrance(act: Act, found: Circumstances) -> Hindrance | None:
    """What stands in the way, or None.

    Regions forward once their window is over, and head office chooses once all are: whoever comes first gains nothing
    by it (MISSION A2). After the publication nothing changes any more (A10).
    """
    if found.recused:
        return Hindrance.RECUSED
    if found.published:
        return Hindrance.PUBLISHED
    if not found.submitted and act not in (Act.TAKE_BACK, Act.UNCHOOSE):
        return Hindrance.NOT_SUBMITTED
    for case, why in _CASES[act]:
        if getattr(found, case.removeprefix("not ")) != case.startswith("not "):
            return why
    return None


# For each deed, what must not hold ("chosen"), or must ("not forwarded" hinders), and what it is called.
_CASES: dict[Act, Sequence[tuple[str, Hindrance]]] = {
    Act.OPINE: (),
    Act.ASSIGN: (),
    Act.RECUSE: (),
    Act.FORWARD: (("not region_closed", Hindrance.REGION_OPEN), ("forwarded", Hindrance.FORWARDED)),
    Act.TAKE_BACK: (("not forwarded", Hindrance.NOT_FORWARDED), ("chosen", Hindrance.CHOSEN)),
    Act.CHOOSE: (
        ("not forwarded", Hindrance.NOT_FORWARDED),
        ("not all_closed", Hindrance.CAMPAIGN_OPEN),
        ("chosen", Hindrance.CHOSEN),
    ),
    Act.UNCHOOSE: (("not chosen", Hindrance.NOT_CHOSEN),),
}


def verdict(leanings: Iterable[str]) -> Verdict:
    """What opinions come to: most of those who know decide; as many for as against is a split."""
    given = list(leanings)
    ayes, noes = given.count(Leaning.YES), given.count(Leaning.NO)
    if not given:
        return Verdict.NONE
    if ayes == noes:
        return Verdict.SPLIT if ayes else Verdict.UNSURE
    return Verdict.YES if ayes > noes else Verdict.NO


def many_at_once(leaning: str, known: bool) -> bool:
    """Whether this opinion may be given along with many others (A9): only a yes is of newcomers.

    Whoever has an opinion may be refused as somebody who was looked at, and a heap is no look.
    """
    return known or leaning == Leaning.YES


def decide_by(closings: Iterable[datetime], days: int) -> datetime | None:
    """Until when all is decided: so many days after the last region closed (MISSION A6). None without regions."""
    last = max(closings, default=None)
    return None if last is None else last + timedelta(days=days)


def days_left(now: datetime, by: datetime) -> int:
    """Whole days until then, rounded up; 0 on the instant, and below once it is past."""
    return -((now - by) // timedelta(days=1))
