"""What the call card shows, put together for one candidacy (MISSION S17)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.voice.services import Progress
from ringback.doors.jobsearch.calling import rules, saying, services
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.saying import Script
from ringback.doors.jobsearch.calling.services.dialling import Window
from ringback.doors.jobsearch.calling.times import Best, Why
from ringback.doors.jobsearch.calling.words import CallWords
from ringback.doors.jobsearch.employers.services import hours_of, people_at
from ringback.doors.jobsearch.employers.shown import Shown, ShownContact
from ringback.doors.jobsearch.hearing.deadlines import Heard
from ringback.doors.jobsearch.interviews.models import Interview
from ringback.doors.jobsearch.interviews.services import felt_good, last_interview
from ringback.doors.jobsearch.touches.rules import Verdict
from ringback.doors.jobsearch.touches.services import there_of
from ringback.doors.jobsearch.touches.telling import refusal
from ringback.doors.jobsearch.workspaces.services import seeker_words, workspace_of
from ringback.doors.jobsearch.workspaces.words import SeekerWords

WHY_WORDS = {
    Why.MORNING: _("after the morning's mail"),
    Why.AFTERNOON: _("after lunch"),
    Why.SETTLED: _("when the day has begun"),
    Why.BEFORE: _("before they open: those who decide pick up themselves"),
    Why.AFTER: _("after they close: those who decide pick up themselves"),
}
PACK_WORDS = {
    "reminder": _("Reminder"),
    "pressure": _("Light pressure"),
    "close": _("Trial close"),
    "repulsion": _("Letting go"),
}
_FEELS_GOOD = frozenset({"offer", "second"})


@dataclass(frozen=True, slots=True)
class Hour:
    """A good time to call, by their clock, and why in words."""

    best: Best
    why: object

    @property
    def value(self) -> str:
        """As a form sends it back."""
        return self.best.at.isoformat()


@dataclass(frozen=True, slots=True)
class LineShown:
    """How far the call by the own line has come, in words; `over`: it has ended; `joined_at`: since when they talk."""

    stage: object
    over: bool
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """The whole screen."""

    candidacy: Shown
    seeker: SeekerWords
    secretary: ShownContact | None
    contacts: list[ShownContact]
    who: ShownContact | None
    number: str
    local: datetime
    zone: str
    office_open: bool
    verdict: Verdict
    refusal: str
    hours: list[Hour]
    interview: Interview | None
    script: Script
    suggested: rules.Pack
    past: list[tuple[SeekerCall, CallWords]]
    due_at: datetime | None
    call: SeekerCall | None
    notes: str
    heard: list[Heard]
    fruitless: int
    has_line: bool
    line: LineShown | None
    window: Window
    opener_seconds: int = rules.OPENER_SECONDS


def gather(actor: Actor, candidacy: Shown, with_id: int | None, notes: str | None = None) -> Card:
    """All of it; `with_id` is whom one wants to talk with, `notes` what was typed and not kept yet."""
    row, call = candidacy.row, services.open_call(candidacy.row)
    contacts, secretary = people_at(row)
    wanted = call.contact_id if call is not None and call.contact_id else with_id
    who = next((one for one in contacts if one.id == wanted), contacts[0] if contacts else None)
    office, past = hours_of(candidacy.employer), services.calls_of(row)
    local, due = clock.now().astimezone(there_of(candidacy).zone), services.due_call(row)
    verdict, seeker = services.verdict_of(candidacy), seeker_words(workspace_of(actor))
    typed = notes if notes is not None else services.notes_of(call) if call else ""
    outcomes = [one.outcome for one, _words in reversed(past)]
    return Card(
        candidacy=candidacy,
        seeker=seeker,
        secretary=secretary,
        contacts=contacts,
        who=who,
        number=(number := services.number_of(candidacy, who, secretary)),
        local=local,
        zone=office.zone,
        office_open=office.opens <= local.time() < office.closes and there_of(candidacy).working(local.date()),
        verdict=verdict,
        refusal=refusal(verdict),
        hours=[Hour(one, WHY_WORDS[one.why]) for one in services.best_of(candidacy, verdict.next_at)],
        interview=last_interview(row),
        script=saying.script(candidacy, seeker, _called(secretary), _called(who), get_language() or "en"),
        suggested=rules.suggested(outcomes, good_feeling=row.stage in _FEELS_GOOD or felt_good(row)),
        past=past,
        due_at=due.due_at if due else None,
        call=call,
        notes=typed,
        heard=services.deadlines_of(candidacy, typed),
        has_line=services.phone_of(workspace_of(actor)) is not None,
        line=line_of(actor, call),
        window=services.window_of(candidacy, number, call.about if call and call.about else due),
        fruitless=sum(1 for one in outcomes if one == rules.Outcome.UNDECIDED),
    )


def line_of(actor: Actor, call: SeekerCall | None) -> LineShown | None:
    """How far the seeker's own line has come with the open call; None where they dial by themselves."""
    found = services.progress(actor, call) if call is not None else None
    if found is None:
        return None
    return LineShown(_stage(found), found.ended_at is not None, found.connected_at)


def _stage(found: Progress) -> object:
    if found.ended_at is not None:
        return _("The call is over") if found.connected_at else _("Not reached")
    if found.connected_at is not None:
        return _("Talking")
    return _("Your phone rings") if found.agent_answered_at is None else _("Their phone rings")


def _called(contact: ShownContact | None) -> str:
    return contact.name if contact is not None else ""
