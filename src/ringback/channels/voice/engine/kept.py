"""Dialogs kept from before a restart: what was written down is enough to cancel a ringing phone or hang one up."""

from typing import Any

from sippy.SipCallId import SipCallId
from sippy.SipFrom import SipFrom
from sippy.SipRequest import SipRequest
from sippy.SipRoute import SipRoute
from sippy.SipTo import SipTo
from sippy.SipURL import SipURL
from sippy.SipVia import SipVia

from ringback.channels.voice.engine.pages import KIND
from ringback.channels.voice.engine.transactions import Transactions, reachable

# The peer may have seen requests of ours after the last note was written.
CSEQ_LEAP = 100


def end(dialog: dict[str, Any], transactions: Transactions) -> None:
    """CANCEL or BYE, as far as `dialog` (a `DialogKept.dialog`) had come. `KeyError`, `ValueError`: unreadable.

    A page learns from its leg's row that it is over.
    """
    if dialog["kind"] == KIND:
        return
    request = _bye(dialog) if dialog["kind"] == "up" else _cancel(dialog)
    host, port = dialog["address"]
    if dialog["kind"] == "up":
        request.setTarget((reachable(request, _hop(request), (host, int(port))), "udp"))
    else:
        request.setTarget(((host, int(port)), "udp"))
    transactions.newTransaction(request)


def _hop(request: Any) -> Any:
    """The first route, or the peer's own address."""
    if request.countHFs("route"):
        return request.getHFBody("route").getAddr()
    return request.getRURI().getAddr()


def _bye(dialog: dict[str, Any]) -> Any:
    return _request("BYE", dialog, int(dialog["cseq"]) + CSEQ_LEAP, None)


def _cancel(dialog: dict[str, Any]) -> Any:
    """It must carry the branch and the number of the INVITE it takes back (RFC 3261 section 9.1)."""
    via = SipVia()
    via.setParam("branch", dialog["branch"])
    return _request("CANCEL", dialog, int(dialog["cseq"]), via)


def _request(method: str, dialog: dict[str, Any], cseq: int, via: Any) -> Any:
    routes = [SipRoute(text) for text in dialog["routes"]]
    parties = (SipFrom(dialog["from"]), SipTo(dialog["to"]))
    for part in (*routes, *parties):
        part.parse()
    return SipRequest(
        method=method,
        ruri=SipURL(dialog["uri"]),
        fr0m=parties[0],
        to=parties[1],
        callid=SipCallId(dialog["call_id"]),
        cseq=cseq,
        via=via,
        routes=routes,
        target=(tuple(dialog["address"]), "udp"),
        user_agent="Ringback",
    )
