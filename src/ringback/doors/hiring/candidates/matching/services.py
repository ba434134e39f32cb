"""Candidates held against their opening."""

from collections.abc import Sequence
from dataclasses import dataclass

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import readable
from ringback.doors.hiring.candidates.matching import rules
from ringback.doors.hiring.candidates.matching.rules import Given, Line, Match, Wanted
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import applications_of
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of

MOST = 300


@dataclass(frozen=True, slots=True)
class Matched:
    """An application, and how it fits."""

    application: Application
    match: Match


def match_of(application: Application) -> Match:
    """How one application fits its opening."""
    return rules.match(_wanted(application.opening), _given(application))


def found_in(application: Application, wanted: Sequence[str]) -> list[Line]:
    """Which of some lines stand in what the candidate sent, with the words that say so (MISSION H32)."""
    return list(rules.match(Wanted(tuple(wanted), None, "", anywhere=True, text=""), _given(application)).lines)


def matches(actor: Actor, opening_id: int) -> tuple[Opening, list[Matched]]:
    """The newest active applications of an opening, at most 300, who meets most first. Raises NotFoundError."""
    opening = opening_of(actor, opening_id)
    wanted = _wanted(opening)
    rows = applications_of(actor, opening_id).filter(state=State.ACTIVE).defer("merits", "reserve_reason")[:MOST]
    found = [Matched(row, rules.match(wanted, _given(row))) for row in rows]
    return opening, sorted(found, key=lambda one: (-one.match.count("met"), one.match.count("missing")))


def _wanted(opening: Opening) -> Wanted:
    said = "\n".join([opening.title, opening.duties, *opening.requirements])
    anywhere = opening.remote == Opening.Remote.FULLY
    return Wanted(tuple(opening.requirements), opening.pay_to, opening.place, anywhere, said)


def _given(row: Application) -> Given:
    resume = readable(row.resume_text)
    said = "\n".join(filter(None, (resume, readable(row.message))))
    return Given(said, row.wanted_pay, row.city, has_resume=bool(resume))
