"""Somebody calls us: whose line it is, who they are, what they are owed, and the rows of a call that begins.

1. The line: by what was dialled, among the trunks that calls from that address belong to.
2. Abuse: so many calls at once, and so many of one number within a while, are answered busy.
3. The person, by a number the carrier vouches for. Being on the list of those never called does not bar them: it is
   about us calling them.
4. What is owed: an open promise of a call is being kept by this one from now on, so that nobody dials it meanwhile.
   A call of ours to that number that has not come to a conversation is given up.
5. The call's row, hunted for from the start and held by the process that has the caller on its line.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from ringback.base.accounts.services import place_of
from ringback.base.database import doorbell, many_rows
from ringback.base.database.doorbell import Ring
from ringback.base.kit import phones
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.phones import Phone
from ringback.channels.voice.engine.arrivals import Arrival
from ringback.channels.voice.engine.caller import CALLER_LEG
from ringback.channels.voice.engine.facts import Role
from ringback.channels.voice.incoming import rules
from ringback.channels.voice.incoming.lines import lines_of
from ringback.channels.voice.incoming.rules import Dialled
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Stage, Way
from ringback.channels.voice.services.calls import end_call
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.core.promises.services import Owed

NO_SUCH_LINE = (404, "Not Found")
BUSY = (486, "Busy Here")
LONGEST = timedelta(hours=3)
WHY = "they called us themselves"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A call that came in, written down. `prefer_agent_id`: who owes them the conversation, if that is somebody."""

    call: Call
    leg: Leg
    trunk_id: int
    prefer_agent_id: int | None
    owed: bool
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joins:
    """A call of ours to that very number rings an agent this moment: whoever calls is put on its line."""

    call_id: str
    trunk_id: int


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """A call that is not taken, and what its caller is told."""

    code: int
    reason: str


def admit(arrival: Arrival, trunk_ids: list[int], epoch: str, at: datetime) -> Admitted | TurnedAway:
    """Let somebody in, in the caller's transaction. `trunk_ids`: whose calls come from that address."""
    found = rules.dialled(arrival.dialled, lines_of(trunk_ids))
    if found is None:
        return TurnedAway(*NO_SUCH_LINE)
    organisation_id = found.line.organisation_id
    phone = _phone_of(arrival.caller, organisation_id)
    if _too_many(organisation_id, phone, at):
        return TurnedAway(*BUSY)
    person = people.known_by_phone(organisation_id, phone) if phone is not None else None
    talking = _talks_with_us(organisation_id, phone)
    owed = None
    if person is not None and not talking:
        owed = promises.come_in(organisation_id, person.pk, "voice", at)
        if owed is not None:
            _withdraw(owed.promise_id)
    group_id = _group(owed, found)
    if group_id is None:
        return TurnedAway(*NO_SUCH_LINE)
    name = person.name if person is not None else ""
    prefer, group_id = _who_owes(owed, group_id)
    call = _written(arrival, found, group_id, phone, person.pk if person else None, owed, name, prefer, epoch, at)
    leg = _leg(call, arrival, found.line.trunk_id, at)
    doorbell.ring_all([Ring("desk", {"organisation": organisation_id, "what": "calls"})])
    return Admitted(call, leg, found.line.trunk_id, prefer, owed is not None, {"name": name})


def joins(arrival: Arrival, trunk_ids: list[int], epoch: str, at: datetime) -> Joins | None:
    """The call of this process that rings agents for the caller's number, and has not dialled them; None without."""
    found = rules.dialled(arrival.dialled, lines_of(trunk_ids))
    phone = _phone_of(arrival.caller, found.line.organisation_id) if found is not None else None
    if found is None or phone is None or _too_many(found.line.organisation_id, phone, at):
        return None
    ours = Call.objects.filter(
        organisation_id=found.line.organisation_id,
        live_number=phone.e164,
        way=Way.OUT,
        epoch=epoch,
        ended_at=None,
        stage__in=(Stage.HUNTING, Stage.WHISPERING),
    ).exclude(legs__role=Role.visitor)
    call_id = ours.values_list("call_id", flat=True).first()
    return Joins(call_id, found.line.trunk_id) if call_id is not None else None


def _phone_of(caller: str, organisation_id: int) -> Phone | None:
    """The caller's number, as carriers write it: with + or 00, or as within the organisation's country."""
    if not caller:
        return None
    _zone, country, _language = place_of(organisation_id)
    for text, region in ((caller, country or "ZZ"), (f"+{caller.lstrip('+')}", "ZZ")):
        try:
            return phones.parse(text, region)
        except FieldError:
            continue
    return None


def _too_many(organisation_id: int, phone: Phone | None, at: datetime) -> bool:
    came = Call.objects.filter(organisation_id=organisation_id, way=Way.IN)
    if came.filter(ended_at=None).count() >= settings.INCOMING_AT_ONCE:
        return True
    if phone is None:
        return False
    since = at - timedelta(seconds=rules.NUMBER_WINDOW_SECONDS)
    return came.filter(number=phone.e164, planned_at__gt=since).count() >= settings.INCOMING_OF_A_NUMBER


def _talks_with_us(organisation_id: int, phone: Phone | None) -> bool:
    """Whether that number is on the line already, say with somebody else behind it."""
    if phone is None:
        return False
    live = Call.objects.filter(organisation_id=organisation_id, live_number=phone.e164).first()
    if live is None:
        return False
    return live.connected_at is not None or live.way == Way.IN


def _withdraw(promise_id: int) -> None:
    """End the calls of ours for that promise: those that wait now, those that ring by their process."""
    for call in Call.objects.filter(promise_id=promise_id, ended_at=None, way=Way.OUT):
        try:
            end_call(call, WHY, None)
        except ConflictError:
            continue


def _group(owed: Owed | None, found: Dialled) -> int | None:
    """Who takes the call: the group that has the promise, that which called for it last, or the line's own."""
    if owed is None:
        return found.group_id
    last = Call.objects.filter(promise_id=owed.promise_id, group_id__isnull=False).order_by("-id")
    named = owed.group_id or last.values_list("group_id", flat=True).first()
    known = HuntGroup.objects.filter(organisation_id=found.line.organisation_id, id=named or 0).exists()
    return named if known else found.group_id


def _who_owes(owed: Owed | None, group_id: int) -> tuple[int | None, int]:
    """The agent whose promise it is, and a group that rings them; None: the group decides as for other calls."""
    if owed is None or owed.owner_id is None:
        return None, group_id
    theirs = Agent.objects.filter(member_id=owed.owner_id, active=True, places__isnull=False)
    within = theirs.filter(places__group_id=group_id).values_list("id", "places__group_id").first()
    found = within or theirs.order_by("places__group_id").values_list("id", "places__group_id").first()
    return (found[0], group_id if within else found[1]) if found is not None else (None, group_id)


def _written(
    arrival: Arrival,
    found: Dialled,
    group_id: int,
    phone: Phone | None,
    person_id: int | None,
    owed: Owed | None,
    name: str,
    prefer: int | None,
    epoch: str,
    at: datetime,
) -> Call:
    plan: dict[str, Any] = {"words": {"name": name[:80]}, "line": found.number, "owed": owed is not None}
    if prefer is not None:
        plan["prefer"] = prefer
    call = Call(
        organisation_id=found.line.organisation_id,
        call_id=arrival.call_id,
        key=owed.attempt_key if owed is not None else f"incoming-{arrival.call_id}",
        promise_id=owed.promise_id if owed is not None else None,
        attempt_id=owed.attempt_id if owed is not None else None,
        group_id=group_id,
        person_id=person_id,
        way=Way.IN,
        number=phone.e164 if phone is not None else "",
        live_number=phone.e164 if phone is not None else None,
        plan=plan,
        stage=Stage.HUNTING,
        epoch=epoch,
        requested_at=at,
        planned_at=at,
        expires_at=at + LONGEST,
    )
    if not many_rows.insert_if_free(call):
        # A call of ours to that number is being hung up, or somebody else behind it talks to us: both may be live.
        call.live_number = None
        many_rows.insert(call)
    return call


def _leg(call: Call, arrival: Arrival, trunk_id: int, at: datetime) -> Leg:
    """The caller's: it takes a channel of the trunk, and is no dial of ours that would be counted as one."""
    return Leg.objects.create(
        call=call,
        number=CALLER_LEG,
        role=Role.visitor,
        live_trunk_id=trunk_id,
        address=call.number or "anonymous",
        sip_call_id=arrival.sip_call_id[:120],
        dialled_at=at,
        ringing_at=at,
    )
