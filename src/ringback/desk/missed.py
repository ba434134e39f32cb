"""Who was not had: the list of missed calls, a person a line, which is to become empty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import NotFoundError
from ringback.channels.voice import services as voice
from ringback.channels.voice.incoming import reads as incoming
from ringback.channels.voice.incoming.reads import Left
from ringback.core.promises import reads
from ringback.core.promises.services import Promise, State
from ringback.desk import cards, letters
from ringback.desk.called import beside
from ringback.desk.promised import ended_words

if TYPE_CHECKING:
    from ringback.core.people.models import Person


@dataclass(frozen=True, slots=True)
class Try:
    """One promise to call them that reached nobody."""

    promise_id: int
    generation: int
    open: bool
    about: str | Text
    url: str
    ended: str | Text
    since_at: datetime
    tries: int
    left: Left | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was not had, with every try, oldest first. `busy`: they are being called this moment."""

    person_id: int | None
    who: str
    tries: tuple[Try, ...]
    owner: str
    busy: bool
    can_call: bool

    @property
    def first(self) -> Try:
        return self.tries[0]

    @property
    def newest(self) -> Try:
        return self.tries[-1]

    @property
    def promise_ids(self) -> list[int]:
        return [one.promise_id for one in self.tries]


def count(actor: Actor) -> int:
    """How many people wait to be called again."""
    return reads.missed_count(actor, clock.now()) if actor.reach("calls.see") else 0


def gather(actor: Actor) -> list[Waiting]:
    """Everybody within the actor's reach who was not had, whoever waits longest first (MISSION C5)."""
    found = reads.missed(actor, clock.now())
    _load_phones([one.promise.person for one in found if one.promise.person is not None])
    lines = cards.lines(actor.organisation_id, ((one.promise.pk, one.promise.door) for one in found))
    left = incoming.left_behind(actor, [one.promise.pk for one in found])
    may_call = voice.may_call(actor) and bool(actor.reach("calls.act"))
    groups: dict[int, Waiting] = {}
    for one in found:
        promise, key = one.promise, one.promise.person_id or -one.promise.pk
        made = _try(one, lines.get(promise.pk), left.get(promise.pk))
        group = groups.get(key) or _waiting(actor, promise, may_call)
        groups[key] = replace(group, tries=(*group.tries, made), busy=group.busy or promise.state == State.KEEPING)
    return list(groups.values())


def one(actor: Actor, promise_id: int) -> Waiting:
    """Whoever waits because of that promise. Raises NotFoundError where they wait no more."""
    for group in gather(actor):
        if promise_id in group.promise_ids:
            return group
    raise NotFoundError(_("This is not missed any more."))


def may_write(actor: Actor, group: Waiting) -> bool:
    """Whether the actor may send them a mail."""
    return letters.may_write(actor, group.person_id)


def call(actor: Actor, group: Waiting) -> None:
    """Call them now from the actor's own phone: by a promise that is open, else by one made for it."""
    waiting = next((one for one in group.tries if one.open), None)
    if waiting is not None:
        voice.call_promised(actor, waiting.promise_id, waiting.generation)
    elif group.person_id is not None:
        voice.call_back(actor, group.person_id, _("missed"))


def _try(found: reads.Missed, line: cards.Line | None, left: Left | None) -> Try:
    promise = found.promise
    ended = ended_words(found.outcome) if found.outcome else State(promise.state).label
    if left is not None:
        ended = _("left a message") if left.message else _("nobody took their call")
    return Try(
        promise_id=promise.pk,
        generation=promise.generation,
        open=promise.state == State.PENDING,
        about=cards.title_of(line, promise.kind),
        url=line.url if line else "",
        ended=ended,
        since_at=promise.created_at if promise.kind == incoming.RING_BACK else _since(promise, left),
        tries=promise.attempts_made,
        left=left,
    )


def _since(promise: Promise, left: Left | None) -> datetime:
    """Who came before they were to be called waits since then."""
    return min(promise.first_due_at, left.at) if left is not None else promise.first_due_at


def _waiting(actor: Actor, promise: Promise, may_call: bool) -> Waiting:
    person = promise.person
    theirs = promise.owner if promise.owner_id != actor.member_id else None
    return Waiting(
        person_id=promise.person_id,
        who=_who(actor, person),
        tries=(),
        owner=str(theirs) if theirs else "",
        busy=False,
        can_call=may_call and person is not None and bool(person.phones.all()),
    )


def _load_phones(persons: list[Person]) -> None:
    prefetch_related_objects(persons, "phones")


def _who(actor: Actor, person: Person | None) -> str:
    if person is None:
        return _("Somebody unknown")
    number = next((one.e164 for one in person.phones.all()), "")
    shown = phones.shown(number) if actor.may("numbers.see") else phones.masked(number)
    return beside(person.name, shown if number else "") or _("Somebody unknown")
