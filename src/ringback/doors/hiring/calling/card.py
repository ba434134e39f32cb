"""What the call card shows, put together for one application (MISSION H25)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.base.accounts.services import Actor
from ringback.channels.voice import services as voice
from ringback.channels.voice.services import Progress
from ringback.core.promises.services import Promise, label_of
from ringback.desk import cards
from ringback.doors.hiring.calling import reads, rules, services
from ringback.doors.hiring.calling.models import CallPlan, CandidateCall, WayChoice
from ringback.doors.hiring.calling.services import Permission
from ringback.doors.hiring.candidates.matching import services as matching
from ringback.doors.hiring.candidates.matching.rules import Match
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.openings.models import Opening


@dataclass(frozen=True, slots=True)
class LineShown:
    """How far the call has come: its stage in words, since when they talk, and how long that should take."""

    application: Application
    call: CandidateCall | None
    stage: str = ""
    talked_at: datetime | None = None
    over: bool = False
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class AddressShown:
    """An address letter by letter, where the words are from, and since when it is confirmed."""

    application: Application
    email: str
    letters: list[rules.Spelled]
    source: str
    confirmed_at: datetime | None
    may_confirm: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The whole screen."""

    application: Application
    number: str
    wrong_number: bool
    local: datetime
    permission: Permission
    match: Match
    missing: list[str]
    way: rules.Way
    ways: list[tuple[str, str]]
    why: str
    script: reads.Script
    to_ask: list[reads.Question]
    answered: list[reads.Question]
    past: list[reads.Past]
    due: Promise | None
    due_words: str
    line: LineShown
    address: AddressShown
    may_act: bool
    may_ring: bool
    theirs: list[int] = field(default_factory=lambda: list(range(rules.MOST_ASKED)))
    interests: list[tuple[int, str]] = field(
        default_factory=lambda: [(value, str(label)) for value, label in CandidateCall.Interest.choices]
    )

    @property
    def call(self) -> CandidateCall | None:
        return self.line.call

    @property
    def doubtful(self) -> bool:
        """Whether they are to be asked aloud to confirm."""
        interest = self.call.interest if self.call else None
        return interest is not None and interest <= CandidateCall.Interest.DOUBTFUL


def gather(actor: Actor, application: Application, wished: str) -> Card:
    """All of it; `wished` is the way the recruiter prefers for this call."""
    plan, line = services.plan_of(application.opening_id), line_of(actor, application)
    due = line.call.about if line.call else services.due_promise(application)
    way, match = _way(application.opening, plan, line.call, wished), matching.match_of(application)
    may_be, asked = services.permission(application, due), reads.questions(application, plan)
    return Card(
        application=application,
        number=reads.shown_number(actor, application),
        wrong_number=reads.number_is_wrong(application),
        local=reads.local_time(may_be.zone),
        permission=may_be,
        match=match,
        missing=[one.requirement for one in match.lines if one.verdict == "missing"],
        way=way,
        ways=[(value, str(label)) for value, label in WayChoice.choices],
        why=why_way(application.opening, plan),
        script=reads.script(actor, application, way),
        to_ask=[one for one in asked if not one.hidden],
        answered=[one for one in asked if one.hidden],
        past=reads.past(application),
        due=due,
        due_words=_promised(due),
        line=line,
        address=address_of(actor, application, application.email),
        may_act=actor.may("hiring.act", ("opening", application.opening_id)),
        may_ring=voice.may_call(actor),
    )


def asked(application: Application) -> list[str]:
    """The questions that stand on the card, in order."""
    return [
        one.text for one in reads.questions(application, services.plan_of(application.opening_id)) if not one.hidden
    ]


def line_of(actor: Actor, application: Application) -> LineShown:
    """The open call as it stands now."""
    call = services.open_call(application)
    if call is None:
        return LineShown(application, None)
    line, seconds = services.progress(call), rules.SECONDS[rules.Way(call.way)]
    if line is None:
        stage = _("At another phone") if call.talked_at is None else _("Talking")
        return LineShown(application, call, stage, call.talked_at, seconds=seconds)
    talked_at = line.connected_at or call.talked_at
    return LineShown(application, call, _stage(line), talked_at, line.ended_at is not None, seconds)


def _stage(line: Progress) -> str:
    if line.ended_at is not None:
        return _("The call is over") if line.connected_at else _("Not reached")
    if line.connected_at is not None:
        return _("Talking")
    return _("Your phone rings") if line.agent_answered_at is None else _("Their phone rings")


def address_of(actor: Actor, application: Application, typed: str) -> AddressShown:
    """An address as typed, letter by letter."""
    letters, source = reads.spelled(application, typed)
    confirmed = reads.confirmed_at(application) if typed.lower() == application.email else None
    may = actor.may("hiring.act", ("opening", application.opening_id)) and services.open_call(application) is not None
    return AddressShown(application, typed, letters, source, confirmed, may)


def _way(opening: Opening, plan: CallPlan, call: CandidateCall | None, wished: str) -> rules.Way:
    if call is not None:
        return rules.Way(call.way)
    if wished in tuple(rules.Way):
        return rules.Way(wished)
    return services.way_for(opening, plan)[0].way


def why_way(opening: Opening, plan: CallPlan) -> str:
    """Why this call is usual for the opening, in words."""
    chosen, resumes = services.way_for(opening, plan)
    counted = ngettext("%(count)d résumé", "%(count)d résumés", resumes) % {"count": resumes}
    words = {
        "set": _("This is set for the opening."),
        "level": _("The post is a senior one: an invitation, two minutes."),
        "many": _("%(resumes)s for a junior post: a notification, 30 seconds."),
        "few": _("Only %(resumes)s so far: an invitation, two minutes."),
    }
    return words[chosen.why] % {"resumes": counted}


def _promised(due: Promise | None) -> str:
    if due is None:
        return ""
    line = cards.lines(due.organisation_id, [(due.pk, due.door)]).get(due.pk)
    return str(cards.title_of(line, due.kind)) if line else str(label_of(due.kind))
