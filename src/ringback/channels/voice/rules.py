"""What a call's end means, what a crash leaves behind, who takes calls now: decided from plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from ringback.channels.voice.engine.facts import CallOutcome
from ringback.core.promises.rules import Outcome

STOPPED = "dialling is stopped"
NOT_WANTED = "the promise behind the call has changed"
ENDED = "the call has ended"
NO_CHANNEL = "no free channel on the trunk"
NOT_FREE = "the agent is not free"
TWICE = "the visitor has been dialled already"
NEVER = "they asked not to be called"
AWAY = "the call cannot be written down now"
# A page that takes calls says every twenty seconds that it is open; browsers let a hidden one speak only once a minute.
PAGE_SECONDS = 90.0

_PROMISE_OUTCOMES: Mapping[str, Outcome] = {
    CallOutcome.connected: Outcome.DONE,
    CallOutcome.nobody_answered: Outcome.NOBODY,
    CallOutcome.visitor_busy: Outcome.BUSY,
    CallOutcome.visitor_no_answer: Outcome.NO_ANSWER,
    CallOutcome.visitor_declined: Outcome.REFUSED,
    CallOutcome.visitor_unreachable: Outcome.NO_ANSWER,
    CallOutcome.visitor_wrong_number: Outcome.WRONG_NUMBER,
    CallOutcome.visitor_denied: Outcome.FAILED,
    CallOutcome.agent_left: Outcome.NOBODY,
    CallOutcome.caller_left: Outcome.NOBODY,
    CallOutcome.message_left: Outcome.INTERRUPTED,
    CallOutcome.cancelled: Outcome.CANCELLED,
    CallOutcome.trunk_failed: Outcome.FAILED,
    CallOutcome.interrupted: Outcome.INTERRUPTED,
    CallOutcome.uncertain: Outcome.UNCERTAIN,
}


_SAID: Mapping[str, Outcome] = {"voicemail": Outcome.VOICEMAIL, "wrong_person": Outcome.WRONG_NUMBER}


def promise_outcome(call_outcome: str, *, talked: bool, denial: str = "") -> Outcome:
    """What the promise behind a call is told (MISSION C2).

    Once two people have talked the promise is kept, however the call ended: nobody is called twice. Legs denied
    because of our own state (`denial`: dialling stopped, no line) are an interruption, tried again when that is over.
    A call that the called person does not want is called off for good.
    """
    if talked:
        return Outcome.DONE
    ours = call_outcome in (CallOutcome.visitor_denied, CallOutcome.nobody_answered)
    if ours and denial.startswith((STOPPED, AWAY, NO_CHANNEL)):
        return Outcome.INTERRUPTED
    if ours and denial.startswith(NEVER):
        return Outcome.CANCELLED
    return _PROMISE_OUTCOMES[call_outcome]


def outcome_said(disposition: str) -> Outcome | None:
    """What an agent's disposition says against what the line heard: nothing, for most."""
    return _SAID.get(disposition)


@dataclass(frozen=True, slots=True)
class Remains:
    """What the tables say of a call whose process died."""

    visitor_dialled: bool
    visitor_ended_cause: str
    connected: bool


def after_crash(remains: Remains) -> CallOutcome:
    """How a call of a dead process is closed (MISSION C2).

    Joined: it was a conversation, and is over. The visitor's phone was dialled and we do not know what became of it:
    uncertain, a person says. Before that nobody but our own agents heard anything: interrupted, tried again.
    """
    if remains.connected:
        return CallOutcome.connected
    if remains.visitor_dialled:
        return _AFTER_VISITOR.get(remains.visitor_ended_cause, CallOutcome.uncertain)
    return CallOutcome.interrupted


_AFTER_VISITOR: Mapping[str, CallOutcome] = {
    "busy": CallOutcome.visitor_busy,
    "no_answer": CallOutcome.visitor_no_answer,
    "declined": CallOutcome.visitor_declined,
    "unreachable": CallOutcome.visitor_unreachable,
    "wrong_number": CallOutcome.visitor_wrong_number,
}


def takes_calls(presence: str, until_at: datetime | None, now: datetime) -> bool:
    """Whether an agent may be rung: available, or a wrap-up whose time is over."""
    return presence == "available" or (presence == "wrap_up" and until_at is not None and until_at <= now)


def wrap_up_until(ended_at: datetime, seconds: int) -> datetime | None:
    """When an agent who talked takes calls again; None: at once."""
    return ended_at + timedelta(seconds=seconds) if seconds > 0 else None
