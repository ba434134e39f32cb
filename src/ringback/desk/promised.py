"""What a promise's page shows: how it stands, what was tried and by whom it was moved, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, member_names
from ringback.base.kit import phones
from ringback.channels.voice import reads as calls
from ringback.channels.voice import services as voice
from ringback.core.people import services as people
from ringback.core.promises import reads
from ringback.core.promises.services import Attempt, Outcome, State, Waiting
from ringback.desk import callers, cards

if TYPE_CHECKING:
    from ringback.core.promises.listing import PromisePage, PromiseRow

_ENDED: Mapping[str, str | Text] = {
    Outcome.DONE: gettext_lazy("Reached: kept"),
    Outcome.BUSY: gettext_lazy("Busy"),
    Outcome.NO_ANSWER: gettext_lazy("No answer"),
    Outcome.VOICEMAIL: gettext_lazy("A voicemail answered"),
    Outcome.REFUSED: gettext_lazy("They did not want it"),
    Outcome.WRONG_NUMBER: gettext_lazy("Somebody else's number"),
    Outcome.FAILED: gettext_lazy("It failed"),
    Outcome.NOBODY: gettext_lazy("Nobody of ours was free"),
    Outcome.INTERRUPTED: gettext_lazy("Interrupted"),
    Outcome.CANCELLED: gettext_lazy("Taken back"),
    Outcome.UNCERTAIN: gettext_lazy("Nobody knows how it ended"),
    "": gettext_lazy("Under way"),
}
_DONE: Mapping[str, str | Text] = {
    "moved": gettext_lazy("Moved"),
    "cancelled": gettext_lazy("Taken off the list"),
    "handed_over": gettext_lazy("Handed over"),
    "taken_up": gettext_lazy("Taken up by hand"),
    "cleared": gettext_lazy("Cleared from what was missed"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the record: an attempt, or what somebody did to the promise."""

    at: datetime
    title: str | Text
    detail: str = ""
    error: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """The page's content. The buttons that make no sense for this promise and this member are left away.

    `stage` is how far its call has come ("Waiting for a line"), `waiting` why it is not kept now.
    """

    promise: PromiseRow
    who: str | Text
    number: str
    about: str | Text
    url: str
    person_url: str
    state: str | Text
    stage: str
    waiting: Waiting | None
    no_hour: bool
    owner: str
    policy: list[str]
    record: list[Event]
    may_act: bool
    may_call: bool
    may_write: bool
    facts: list[callers.Fact]


def ended_words(outcome: str) -> str | Text:
    """How an attempt ended, in words."""
    return _ENDED.get(outcome, outcome)


def gather(actor: Actor, promise_id: int) -> Promised:
    """Raises NotFoundError when the promise is not within the actor's reach."""
    page = reads.one(actor, promise_id)
    one = page.promise
    line = cards.lines(actor.organisation_id, [(one.id, one.door)]).get(one.id)
    reach = people.reach_of(actor.organisation_id, one.person_id)
    headed = _headed(one, line)
    idle = page.may_act and one.state == State.PENDING
    return Promised(
        promise=one,
        who=headed[0],
        number=_number(actor, reach.phones),
        about=headed[1],
        url=line.url if line else "",
        person_url=reverse("people:person", args=[one.person_id]) if one.person_id and actor.may("people.see") else "",
        state=State(one.state).label,
        stage=_stage(actor, one),
        waiting=page.waiting,
        no_hour=page.no_hour,
        owner=member_names(actor.organisation_id, gone_too=True).get(one.owner_id or 0, ""),
        policy=page.policy,
        record=_record(page),
        may_act=page.may_act,
        may_call=idle and bool(reach.phones) and voice.may_call(actor),
        facts=callers.facts(actor.organisation_id, promise_id),
        may_write=page.may_act and bool(reach.emails) and actor.may("messages.act"),
    )


def _headed(one: PromiseRow, line: cards.Line | None) -> tuple[str | Text, str | Text]:
    if line is not None and one.person_id is None:
        return cards.headed(line, one.kind)
    return one.person_name or _("Somebody unknown"), line.title if line else _("A promise")


def _stage(actor: Actor, one: PromiseRow) -> str:
    if one.state != State.KEEPING:
        return ""
    live = calls.live(actor) if actor.reach("calls.see") else ()
    return next((call.stage_label for call in live if call.promise_id == one.id), "")


def _number(actor: Actor, known: tuple[str, ...]) -> str:
    if not known:
        return ""
    return phones.shown(known[0]) if actor.may("numbers.see") else phones.masked(known[0])


def _record(page: PromisePage) -> list[Event]:
    events = [_attempted(attempt) for attempt in page.attempts] + [_done(entry) for entry in page.history]
    return sorted(events, key=lambda event: event.at, reverse=True)


def _attempted(attempt: Attempt) -> Event:
    said = attempt.evidence
    call_id = str(said.get("call_id", ""))
    return Event(
        at=attempt.started_at,
        title=ended_words(attempt.outcome),
        detail=" · ".join(filter(None, [str(said.get("said_by_name", "")), str(said.get("word", ""))])),
        error=attempt.error,
        url=reverse("voice:call", args=[call_id]) if call_id else "",
    )


def _done(entry: Mapping[str, Any]) -> Event:
    what = str(entry.get("what", ""))
    words = [str(entry.get("name", "")), str(entry.get("why", ""))]
    return Event(datetime.fromisoformat(entry["at"]), _DONE.get(what, what), " · ".join(filter(None, words)))
