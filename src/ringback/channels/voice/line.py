"""Who is on a member's own phone now, or was a moment ago: for the card that comes up on the desk. Read-only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.channels.voice.models import Agent, Call, Leg, Stage
from ringback.channels.voice.reads import CallRow, call_row
from ringback.channels.voice.visible import calls_within

# A conversation of which nobody has said what it came to is asked about for so long.
ASKED_FOR = timedelta(minutes=30)
# A call ends within hours; an older one is found by nobody's phone.
LONGEST = timedelta(hours=6)
MOST_A_DAY = 200


@dataclass(frozen=True, slots=True)
class OnTheLine:
    """A call at the member's phone. `taken`: it is theirs, and they may say what it comes to; `asked`: it is over."""

    row: CallRow
    promise_id: int | None
    taken: bool
    asked: bool

    @property
    def key(self) -> str:
        """Another one when there is something else to show."""
        return f"{self.row.call_id} {self.row.stage} {self.taken:d}{self.asked:d}"


def on_the_line(actor: Actor, later: str = "") -> OnTheLine | None:
    """The call that rings or is at the actor's own phone, else their last conversation that nobody has judged yet.

    `later`: a call id that is not to be asked about. At most three queries, the first alone for who takes no calls.
    """
    mine = list(_own(actor).values_list("id", flat=True))
    if not mine:
        return None
    leg = Leg.objects.filter(live_agent_id__in=mine).select_related(*_LOADED).first()
    if leg is not None:
        taken = leg.call.agent_id == leg.agent_id and leg.call.agent_answered_at is not None
        return OnTheLine(_row(actor, leg.call), leg.call.promise_id, taken, asked=False)
    now = clock.now()
    last = (
        Call.objects.filter(organisation_id=actor.organisation_id, planned_at__gt=now - LONGEST, agent_id__in=mine)
        .filter(stage=Stage.ENDED, connected_at__isnull=False, ended_at__gt=now - ASKED_FOR)
        .select_related(*(name.removeprefix("call__") for name in _LOADED if name.startswith("call__")))
        .order_by("-planned_at")
        .first()
    )
    if last is None or last.disposition or last.call_id == later:
        return None
    return OnTheLine(_row(actor, last), last.promise_id, taken=True, asked=True)


@dataclass(frozen=True, slots=True)
class Day:
    """A member's own calls since some hour: those they took, and how often their phone rang in vain."""

    rows: tuple[CallRow, ...]
    unanswered: int
    has_phone: bool

    @property
    def talks(self) -> int:
        return sum(row.connected_at is not None for row in self.rows)

    @property
    def talk_seconds(self) -> float:
        return sum(row.talk_seconds for row in self.rows)

    @property
    def unsaid(self) -> int:
        """Conversations of which nobody has said what they came to."""
        return sum(is_unsaid(row) for row in self.rows)


def is_unsaid(row: CallRow) -> bool:
    """Whether a conversation is over and waits for a word on what it came to."""
    return row.connected_at is not None and not row.live and not row.disposition


def day_of(actor: Actor, since: datetime) -> Day:
    """The actor's own calls planned since then, newest first, at most 200; three queries."""
    mine = list(_own(actor).values_list("id", flat=True))
    taken = Call.objects.filter(organisation_id=actor.organisation_id, planned_at__gte=since, agent_id__in=mine)
    newest = taken.select_related(*_CALL).order_by("-id")[:MOST_A_DAY]
    rung = Leg.objects.filter(call__organisation_id=actor.organisation_id, call__planned_at__gte=since)
    unanswered = rung.filter(agent_id__in=mine, answered_at=None, ended_at__isnull=False)
    rows = tuple(call_row(one, _number(actor, one)) for one in newest)
    return Day(rows, unanswered.count() if mine else 0, bool(mine))


def talks_before(actor: Actor, row: CallRow, most: int = 3) -> tuple[CallRow, ...]:
    """The last conversations with the person of a call, newest first, as far as the actor may see calls."""
    within = calls_within(actor, "calls.see")
    if within is None or row.person_id is None:
        return ()
    found = Call.objects.filter(within, person_id=row.person_id, connected_at__isnull=False, ended_at__isnull=False)
    rows = found.exclude(call_id=row.call_id).select_related(*_CALL).order_by("-id")[:most]
    return tuple(call_row(one, _number(actor, one)) for one in rows)


_CALL = ("group", "agent", "person", "recording", "disposition_by__user")
_LOADED = ("call", *(f"call__{name}" for name in _CALL))


def _own(actor: Actor) -> QuerySet[Agent]:
    return Agent.objects.filter(organisation_id=actor.organisation_id, member_id=actor.member_id or 0, active=True)


def _row(actor: Actor, call: Call) -> CallRow:
    """Whoever is rung sees whom they are to talk to; the number as their grants say."""
    return call_row(call, _number(actor, call))


def _number(actor: Actor, call: Call) -> str:
    clear = actor.may("numbers.see", ("group", call.group_id or 0))
    return phones.shown(call.number) if clear else phones.masked(call.number)
