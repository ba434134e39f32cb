"""Calls in words a person reads: how one stands, what happened on it, and how the words are to be coloured."""

import re
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.channels.voice.models import CallEvent, Disposition, Stage, Trunk
from ringback.channels.voice.strategies import Matching, Strategy

Text = str | Promise


@dataclass(frozen=True, slots=True)
class State:
    """A few words, their `tone` ("good", "wait", "bad", "calm" or "live") and an icon."""

    label: Text
    tone: str
    icon: str = ""


class Standing(Protocol):
    """What is asked of a call to say how it stands."""

    @property
    def stage(self) -> str: ...
    @property
    def outcome(self) -> str: ...


OUTCOMES: dict[str, State] = {
    "connected": State(gettext_lazy("Talked"), "good", "phone-call"),
    "nobody_answered": State(gettext_lazy("Nobody took it"), "bad", "phone-x"),
    "agent_left": State(gettext_lazy("Agent hung up first"), "bad", "phone-x"),
    "caller_left": State(gettext_lazy("They hung up before anybody answered"), "bad", "phone-x"),
    "message_left": State(gettext_lazy("They left a message"), "wait", "headphones"),
    "visitor_busy": State(gettext_lazy("Visitor was busy"), "wait", "phone-pause"),
    "visitor_no_answer": State(gettext_lazy("Visitor did not answer"), "wait", "phone-off"),
    "visitor_declined": State(gettext_lazy("Visitor declined"), "wait", "phone-off"),
    "visitor_unreachable": State(gettext_lazy("Visitor not reachable"), "wait", "phone-off"),
    "visitor_wrong_number": State(gettext_lazy("No such number"), "bad", "phone-x"),
    "visitor_denied": State(gettext_lazy("Visitor not dialled"), "calm", "hand-stop"),
    "cancelled": State(gettext_lazy("Cancelled"), "calm", "x"),
    "trunk_failed": State(gettext_lazy("Trunk failed"), "bad", "plug-connected-x"),
    "interrupted": State(gettext_lazy("Interrupted"), "bad", "alert-triangle"),
    "uncertain": State(gettext_lazy("Nobody knows"), "bad", "help-circle"),
}

STRATEGIES: list[tuple[str, Text]] = [
    (Strategy.in_order, gettext_lazy("In order")),
    (Strategy.ring_all, gettext_lazy("All at once")),
    (Strategy.round_robin, gettext_lazy("In turn")),
    (Strategy.longest_idle, gettext_lazy("Longest idle first")),
]
MATCHINGS: list[tuple[str, Text]] = [
    (Matching.first, gettext_lazy("Who fits is rung first")),
    (Matching.only, gettext_lazy("Only who fits is rung")),
    (Matching.ignored, gettext_lazy("They do not matter")),
]
# One sentence for each: what it does to whom.
STRATEGY_HINTS: list[tuple[str, Text]] = [
    (Strategy.in_order, gettext_lazy("The first of the list who is free is rung, then the next.")),
    (Strategy.ring_all, gettext_lazy("Every free phone rings; the first who takes it has the call.")),
    (
        Strategy.round_robin,
        gettext_lazy("Whoever was rung longest ago comes first: everybody has their share."),
    ),
    (Strategy.longest_idle, gettext_lazy("Whoever has not talked for longest comes first.")),
]
MATCHING_HINTS: list[tuple[str, Text]] = [
    (Matching.first, gettext_lazy("Then the others. Sites ask for skills, visitors for their language.")),
    (Matching.only, gettext_lazy("Nobody else, even if nobody fits: then nobody takes the call.")),
    (Matching.ignored, gettext_lazy("Everybody is rung whatever they know or speak.")),
]

_CAUSES: dict[str, Text] = {
    "completed": gettext_lazy("hung up"),
    "busy": gettext_lazy("busy"),
    "no_answer": gettext_lazy("no answer"),
    "declined": gettext_lazy("declined"),
    "unreachable": gettext_lazy("not reachable"),
    "wrong_number": gettext_lazy("no such number"),
    "redirected": gettext_lazy("forwarded to another phone"),
    "denied": gettext_lazy("not dialled"),
    "cancelled": gettext_lazy("no longer needed"),
    "failed": gettext_lazy("failed"),
    "not_accepted": gettext_lazy("did not press 1"),
    "interrupted": gettext_lazy("interrupted"),
    "silent": gettext_lazy("nobody was heard any more"),
}

_EVENTS: dict[str, Text] = {
    "call_queued": gettext_lazy("Everybody, or every channel, is busy: the call waits in the queue"),
    "call_started": gettext_lazy("Ringback takes the call on"),
    "leg_dialled": gettext_lazy("%(who)s: dialled"),
    "leg_ringing": gettext_lazy("%(who)s: the phone rings"),
    "leg_early_media": gettext_lazy("%(who)s: the network plays a sound"),
    "leg_answered": gettext_lazy("%(who)s: answered"),
    "leg_accepted": gettext_lazy("%(who)s: took the call"),
    "leg_ended": gettext_lazy("%(who)s: over (%(cause)s)"),
    "bridged": gettext_lazy("Both talk to each other"),
    "recording_started": gettext_lazy("Recording began"),
    "recording_failed": gettext_lazy("Recording failed; the conversation goes on"),
    "media_lost": gettext_lazy("Sound goes directly between the phones: no recording"),
    "caller_rang": gettext_lazy("They called us, and hear it ring"),
    "caller_joined": gettext_lazy("They called us meanwhile, and are on the line of this call"),
    "began_to_wait": gettext_lazy("They are on the line, and wait for somebody to be free"),
    "message_began": gettext_lazy("Nobody took it: they leave a message"),
    "held_changed": gettext_lazy("%(who)s: hold"),
    "fell_silent": gettext_lazy("No sound from either phone for %(seconds)s seconds: the call is over"),
    "call_ended": gettext_lazy("The call ended"),
}

# Kept for the machine after a restart; nothing a person would want to read.
_SILENT = frozenset({"dialog_kept"})


def state(call: Standing) -> State:
    """How a call stands, or how it ended."""
    if call.stage != Stage.ENDED:
        return State(Stage(call.stage).label, "live" if call.stage == Stage.TALKING else "wait-live")
    return OUTCOMES.get(call.outcome, State(_("Ended"), "calm"))


def cause(word: str) -> Text:
    """Why a leg ended."""
    return _CAUSES.get(word, word.replace("_", " "))


def disposition(word: str) -> Text:
    """What a call came to; "" when nobody has said."""
    return Disposition(word).label if word in Disposition.values else word


def trunk_state(trunk: Trunk) -> State:
    """Whether a trunk can be used now."""
    if not trunk.active:
        return State(_("Switched off"), "calm", "x")
    if not trunk.registers:
        return State(_("Ready, without registration"), "calm", "plug-connected")
    return {
        "registered": State(_("Registered"), "good", "plug-connected"),
        "unregistered": State(_("Not registered"), "wait", "plug-connected-x"),
        "failed": State(_("Down"), "bad", "alert-triangle"),
    }.get(trunk.state, State(_("Not tried yet"), "calm", "clock"))


def timeline(events: tuple[CallEvent, ...], names: dict[int, str]) -> list[tuple[CallEvent, str]]:
    """The events worth reading with their words; `names` says whose phone each leg number is."""
    told = ((event, _told(event, names)) for event in sorted(events, key=lambda event: event.at))
    return [(event, text) for event, text in told if text]


def _told(event: CallEvent, names: dict[int, str]) -> str:
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", event.kind).lower()
    if kind in _SILENT:
        return ""
    words = _EVENTS.get(kind, kind.replace("_", " ").capitalize())
    detail: dict[str, Any] = event.detail or {}
    if kind == "held_changed":
        words = gettext_lazy("%(who)s: put on hold") if detail.get("held") else gettext_lazy("%(who)s: back from hold")
    who = names.get(event.leg or 0, _("Phone"))
    seconds = round(float(detail.get("seconds", 0)))
    return str(words) % {"who": who, "cause": cause(str(detail.get("cause", ""))), "seconds": seconds}
