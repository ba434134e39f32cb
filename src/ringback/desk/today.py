"""What Today shows: the calls on the line, what a person must clear, what is overdue and what is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.channels.voice import reads as voice
from ringback.channels.voice import services as calling
from ringback.channels.voice.reads import CallRow
from ringback.core.promises import reads as promises
from ringback.core.promises.services import Attempt, Direction, Promise, State, Waiting, why_not_now
from ringback.desk import cards
from ringback.desk.called import beside

if TYPE_CHECKING:
    from ringback.channels.voice.models import Trunk
    from ringback.core.people.models import Person


@dataclass(frozen=True, slots=True)
class Entry:
    """One promise on the list: whom it is made to, what about, and what happens next.

    `owner` is empty where it is the reader's own or whoever's; `awaited`: they contact us; `can_call`: from the
    reader's own phone; `deed`: in a word what one does at `url` instead; `waiting`: why not now, or not when it is due;
    `late`: it is overdue.
    """

    promise_id: int
    generation: int
    who: str | Text
    about: str | Text
    url: str
    due_at: datetime
    tries: int
    being_kept: bool
    automatic: bool
    owner: str
    awaited: bool
    can_call: bool
    deed: str | Text
    waiting: Waiting | None
    late: bool


@dataclass(frozen=True, slots=True)
class Uncertain:
    """An attempt of which nobody knows how it ended: a person says (MISSION C2)."""

    attempt_id: int
    who: str | Text
    about: str | Text
    url: str
    started_at: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """The whole list, what is most urgent first. `of_team`: the reader sees more than what is their own to keep."""

    live: tuple[CallRow, ...]
    uncertain: list[Uncertain]
    overdue: list[Entry]
    due: list[Entry]
    waiting: list[Entry]
    down: list[Trunk]
    may_act: bool
    of_team: bool

    @property
    def empty(self) -> bool:
        return not (self.live or self.uncertain or self.overdue or self.due or self.waiting)


def gather(actor: Actor, now: datetime) -> Today:
    """Today as far as `actor` may see it: who sees some calls sees their promises, and everybody always their own."""
    of_team = bool(actor.reach("calls.see"))
    live = voice.live(actor) if of_team else ()
    found = promises.today(actor, now)
    attempts = found.uncertain
    rows = [*found.overdue, *found.due, *found.waiting]
    of_attempts = [attempt.promise for attempt in attempts]
    _load_phones([*rows, *of_attempts])
    lines = cards.lines(actor.organisation_id, ((one.pk, one.door) for one in [*rows, *of_attempts]))
    elsewhere = {call.promise_id for call in live} | {one.pk for one in of_attempts}
    may_call = calling.may_call(actor)
    waiting = why_not_now(rows, now)

    def shown(listed: list[Promise]) -> list[Entry]:
        return [
            _entry(actor, one, lines.get(one.pk), may_call, waiting.get(one.pk))
            for one in listed
            if one.pk not in elsewhere
        ]

    return Today(
        live=live,
        uncertain=[_uncertain(actor, attempt, lines.get(attempt.promise_id)) for attempt in attempts],
        overdue=shown(found.overdue),
        due=shown(found.due),
        waiting=shown(found.waiting),
        down=[trunk for trunk in voice.trunks(actor) if trunk.active and trunk.state == "failed"] if of_team else [],
        may_act=bool(actor.reach("promises.own")),
        of_team=of_team,
    )


def entries(actor: Actor, rows: list[Promise]) -> list[Entry]:
    """Promises in words, as Today has them."""
    _load_phones(rows)
    lines = cards.lines(actor.organisation_id, ((one.pk, one.door) for one in rows))
    may_call = calling.may_call(actor)
    waiting = why_not_now(rows, clock.now())
    return [_entry(actor, one, lines.get(one.pk), may_call, waiting.get(one.pk)) for one in rows]


def _load_phones(rows: Iterable[Promise]) -> None:
    persons = [row.person for row in rows if row.person is not None]
    prefetch_related_objects(persons, "phones")


def _entry(actor: Actor, promise: Promise, line: cards.Line | None, may_call: bool, waiting: Waiting | None) -> Entry:
    who, about = _heading(actor, promise, line)
    return Entry(
        promise_id=promise.pk,
        generation=promise.generation,
        who=who,
        about=about,
        url=line.url if line else "",
        due_at=promise.due_at,
        tries=promise.attempts_made,
        being_kept=promise.state == State.KEEPING,
        automatic=promise.automatic,
        owner=str(promise.owner) if promise.owner is not None and promise.owner_id != actor.member_id else "",
        awaited=promise.direction == Direction.THEY_CONTACT,
        can_call=may_call and not promise.automatic and promise.channel == "voice" and _has_phone(promise.person),
        deed=line.deed if line is not None and not promise.automatic else "",
        waiting=waiting,
        late=promise.deadline_at <= clock.now(),
    )


def _has_phone(person: Person | None) -> bool:
    return person is not None and bool(person.phones.all())


def _uncertain(actor: Actor, attempt: Attempt, line: cards.Line | None) -> Uncertain:
    who, about = _heading(actor, attempt.promise, line)
    return Uncertain(
        attempt_id=attempt.pk,
        who=who,
        about=about,
        url=line.url if line else "",
        started_at=attempt.started_at,
    )


def _heading(actor: Actor, promise: Promise, line: cards.Line | None) -> tuple[str | Text, str | Text]:
    if line is not None and promise.person is None:
        return cards.headed(line, promise.kind)
    return _who(actor, promise.person), _about(promise, line)


def _about(promise: Promise, line: cards.Line | None) -> str | Text:
    if line is not None:
        return f"{line.title} · {line.detail}" if line.detail else line.title
    return _("A promise to call back") if promise.channel == "voice" else _("A promise")


def _who(actor: Actor, person: Person | None) -> str:
    """The person's name, with the number as far as `actor` may see it."""
    if person is None:
        return _("Somebody unknown")
    first = next(iter(person.phones.all()), None)
    if first is None:
        return person.name or _("Somebody unknown")
    number = phones.shown(first.e164) if actor.may("numbers.see") else phones.masked(first.e164)
    return beside(person.name, number)
