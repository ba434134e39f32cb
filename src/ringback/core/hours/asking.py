"""When may somebody be called next, and why not now: the question as people and programs put it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, member_names, organisation_of, require, require_reach, scope_choices
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import NotFoundError
from ringback.core.hours import rules, services, words
from ringback.core.hours.models import Scope
from ringback.core.hours.rules import ZoneAnswer
from ringback.core.hours.services import Book


@dataclass(frozen=True, slots=True)
class Question:
    """Whom (a number as typed, the zone they said, or a country), from when (None: now), and whose hours of ours."""

    at: datetime | None = None
    phone: str = ""
    zone: str = ""
    country: str = ""
    site_id: int | None = None
    group_id: int | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One reason, and the same in words."""

    who: str
    why: str
    words: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The first permitted instant at or after `at`, None where there is none within 400 days, and the reasons."""

    at: datetime
    permitted: bool
    next_at: datetime | None
    reasons: list[Said]
    zones: tuple[str, ...]
    known: str


def answered(actor: Actor, question: Question) -> Answered:
    """The answer to whoever sees calls. Raises FieldError for a number or zone that is none, NotFoundError."""
    require_reach(actor, "calls.see")
    for scope, scope_id in _ours(question).items():
        require_known(actor, scope, scope_id)
        if scope != Scope.MEMBER:
            require(actor, "calls.see", (scope, scope_id))
    at = question.at or clock.now()
    calendar_id = services.calendar_for(actor.organisation_id, site_id=question.site_id, group_id=question.group_id)
    book = Book(
        actor.organisation_id,
        () if calendar_id is None else (calendar_id,),
        () if question.member_id is None else (question.member_id,),
    )
    known, country = _whereabouts(actor, question, book)
    zones = () if known is None else known.zones
    found = book.permitted(calendar_id=calendar_id, member_id=question.member_id, zones=zones, country=country)
    answer = found.asked(at)
    return Answered(
        at=at,
        permitted=answer.at == at,
        next_at=answer.at,
        reasons=[Said(one.who, one.why, words.reason_words(one)) for one in rules.telling(answer.reasons)],
        zones=zones,
        known="" if known is None else words.known_words(known),
    )


def require_known(actor: Actor, scope: str, scope_id: int) -> None:
    """Raise NotFoundError unless the organisation has such a site, hunt group or member; itself it always has."""
    if scope == Scope.MEMBER:
        there = scope_id in member_names(actor.organisation_id)
    elif scope == Scope.ORGANISATION:
        there = scope_id == 0
    else:
        choices = scope_choices(actor.organisation_id)
        there = (scope, scope_id) in {(kind, number) for kind, number, _name in choices}
    if not there:
        raise NotFoundError(_("There is nothing like this to give hours to."))


def _ours(question: Question) -> dict[str, int]:
    named = {Scope.SITE: question.site_id, Scope.GROUP: question.group_id, Scope.MEMBER: question.member_id}
    return {scope.value: scope_id for scope, scope_id in named.items() if scope_id is not None}


def _whereabouts(actor: Actor, question: Question, book: Book) -> tuple[ZoneAnswer | None, str]:
    """Where the person may be, None where nobody is asked about; and the country whose holidays they keep."""
    services.check_zone(question.zone)
    if not (question.phone or question.zone or question.country):
        return None, ""
    e164, country = "", question.country.upper()
    if question.phone:
        phone = phones.parse(question.phone, organisation_of(actor).country)
        e164, country = phone.e164, country or phone.country
    return book.zones_for(phone=e164, said=question.zone), country
