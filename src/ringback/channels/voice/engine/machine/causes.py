"""What a final SIP response says about a leg, and a leg's end about the call."""

from ringback.channels.voice.engine.events import Refused
from ringback.channels.voice.engine.facts import CallOutcome, LegCause
from ringback.channels.voice.engine.machine.states import Leg

_BY_CODE = {
    404: LegCause.wrong_number,
    408: LegCause.unreachable,
    410: LegCause.wrong_number,
    416: LegCause.wrong_number,
    480: LegCause.unreachable,
    484: LegCause.wrong_number,
    485: LegCause.wrong_number,
    486: LegCause.busy,
    487: LegCause.no_answer,
    600: LegCause.busy,
    604: LegCause.wrong_number,
    606: LegCause.failed,
}

_OUTCOMES = {
    LegCause.busy: CallOutcome.visitor_busy,
    LegCause.no_answer: CallOutcome.visitor_no_answer,
    LegCause.declined: CallOutcome.visitor_declined,
    LegCause.redirected: CallOutcome.visitor_unreachable,
    LegCause.wrong_number: CallOutcome.visitor_wrong_number,
    LegCause.unreachable: CallOutcome.visitor_unreachable,
    LegCause.denied: CallOutcome.visitor_denied,
    LegCause.failed: CallOutcome.visitor_unreachable,
}


def of_response(refusal: Refused) -> LegCause:
    """The cause by class: 6xx declines, 5xx is a failure of the network, 4xx as its code says, else a failure."""
    if refusal.local:
        return LegCause.unreachable
    if refusal.code in _BY_CODE:
        return _BY_CODE[refusal.code]
    return LegCause.declined if refusal.code >= 600 else LegCause.failed


def of_visitor(leg: Leg, cause: LegCause, *, trunk_silent: bool = False) -> CallOutcome:
    """How the call ended when the visitor's leg ended with `cause` before the answer.

    Behind a trunk a failure (401, 403, 5xx and the like), or no response at all, is the trunk's and not the visitor's.
    """
    if leg.destination.trunk is not None and (cause is LegCause.failed or trunk_silent):
        return CallOutcome.trunk_failed
    return _OUTCOMES[cause]
