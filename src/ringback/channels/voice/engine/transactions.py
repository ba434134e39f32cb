"""SIP transactions: sippy's, behind a guard against strangers and junk, with a way to hang up stray answers."""

import re
import time
import warnings
from collections.abc import Callable
from hashlib import md5
from typing import Any

from sippy.SipAllow import SipAllow
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipResponse import SipResponse
from sippy.SipTransactionManager import SipTransactionManager

from ringback.channels.voice.engine.names import is_address, is_private
from ringback.channels.voice.engine.port import Port, PortOptions

METHODS = ("INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO")
# Without UPDATE and PRACK: sippy ignores the one and has no other, so no peer may be led to send them.
ALLOW = SipHeader(name="allow", body=SipAllow(methods=list(METHODS)))

TELL_STRANGERS_EVERY_SECONDS = 0.2

_REQUEST = re.compile(rb"[A-Z]{3,20} sips?:[^\s]+ SIP/2\.0\r?\n")
_CALL_ID = re.compile(rb"\n(?:call-id|i)[ \t]*:[ \t]*([^\r\n]+)", re.IGNORECASE)
_FINAL_TO_INVITE = re.compile(rb"\ncseq[ \t]*:[ \t]*\d+[ \t]+INVITE", re.IGNORECASE)
_BRANCH = re.compile(rb"branch=([^;,\s]+)", re.IGNORECASE)
_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]+")

Address = tuple[str, int]


class Transactions(SipTransactionManager):  # type: ignore[misc]
    """`is_ours(call_id)`: a conversation of ours, alive or kept from before a restart. `peers`: addresses we know.

    A request or response of anyone else gets no answer and costs a regular expression. An INVITE is told 403, a few
    times a second at most: it may be a trunk's from an address nobody has set up yet, and its operator looks.
    A 200 to an INVITE that no longer has a transaction (late after a CANCEL, or after a restart) is acknowledged and
    hung up.
    """

    model_udp_server = (Port, PortOptions)

    def __init__(
        self,
        global_config: dict[str, Any],
        req_cb: Callable[[Any, Any], Any],
        is_ours: Callable[[str], bool],
        is_up: Callable[[str, str], bool],
    ) -> None:
        with warnings.catch_warnings():
            # sippy opens a socket to see whether there is IPv6, and leaves it to the garbage collector.
            warnings.simplefilter("ignore", ResourceWarning)
            super().__init__(global_config, req_cb)
        self.is_ours = is_ours
        self.is_up = is_up
        self.peers: set[str] = set()
        self.turned_away = 0
        self.retransmissions = 0
        self._told_at = time.monotonic() - TELL_STRANGERS_EVERY_SECONDS
        self._invites: dict[str, Any] = {}

    @property
    def port(self) -> Port:
        return self.l4r.getServer(None)  # type: ignore[no-any-return]

    # sippy's names from here on

    def handleIncoming(self, data_in: bytes, ra: Any, server: Any, rtime: Any) -> None:
        response = data_in.startswith(b"SIP/2.0 ")
        if not response and not _REQUEST.match(data_in):
            self.turned_away += 1
            return
        call_id = _call_id(data_in)
        if not call_id or not (ra.address[0] in self.peers or call_id in self.req_consumers or self.is_ours(call_id)):
            self.turned_away += 1
            if data_in.startswith(b"INVITE "):
                self._turn_away(data_in, ra, server)
            return
        if response and data_in[8:9] != b"1" and self._is_stray_answer(data_in):
            self._settle_stray_answer(data_in, ra, server)
            return
        super().handleIncoming(data_in, ra, server, rtime)

    def newTransaction(self, msg: Any, *args: Any, **kwargs: Any) -> Any:
        transaction = super().newTransaction(msg, *args, **kwargs)
        if msg.getMethod() == "INVITE":
            transaction.own_uri, transaction.refused = transaction.ack.getRURI(), False
            self._invites[transaction.tid[4]] = transaction
            if len(self._invites) > 2 * len(self.tclient) + 64:
                live = {id(held) for held in self.tclient.values()}
                self._invites = {key: held for key, held in self._invites.items() if id(held) in live}
        return transaction

    def timerA(self, t: Any) -> None:
        self.retransmissions += 1
        super().timerA(t)

    def incomingResponse(self, msg: Any, t: Any, checksum: bytes) -> None:
        t.refused = msg.getSCode()[0] >= 300
        if not _contact_is_readable(msg):
            # A `tel:` URI, or worse: sippy would drop the response half-way, and the leg would hang.
            msg.delHFs("contact")
        super().incomingResponse(msg, t, checksum)

    def transmitReq(self, t: Any, msg: Any, address: Address, *rest: Any, **kwargs: Any) -> None:
        """ACK. That of a refusal goes where the INVITE went; sippy would send it to the new address of a 302."""
        if t.refused:
            msg.setRURI(t.own_uri)
            msg.delHFs("route")
            address = t.address
        else:
            address = reachable(msg, address, t.address)
        super().transmitReq(t, msg, address, *rest, **kwargs)

    def _turn_away(self, data: bytes, ra: Any, server: Any) -> None:
        """Without a transaction: whoever repeats it is told again, or not."""
        now = time.monotonic()
        if now - self._told_at < TELL_STRANGERS_EVERY_SECONDS:
            return
        self._told_at = now
        request = SipRequest(data.decode())
        self.transmitMsg(server, request.genResponse(403, "Forbidden"), ra.address, md5(data).digest())

    # stray answers

    def _is_stray_answer(self, data: bytes) -> bool:
        if not _answers_invite(data):
            return False
        branch = _BRANCH.search(data)
        held = self._invites.get(branch.group(1).decode(errors="replace")) if branch else None
        if held is not None and held.tid in self.tclient:
            return False
        checksum = md5(data).digest()
        return checksum not in self.l1rcache and checksum not in self.l2rcache

    def _settle_stray_answer(self, data: bytes, ra: Any, server: Any) -> None:
        """ACK it; and if it is a 200 of a dialog that is not up, end that dialog (RFC 3261 section 13.2.2.4)."""
        response = SipResponse(data.decode())
        call_id = str(response.getHFBody("call-id"))
        if not (self.is_ours(call_id) or call_id in self.req_consumers):
            self.turned_away += 1
            return
        accepted = response.getSCode()[0] < 300
        ack = _ack_of(response, accepted=accepted)
        address = reachable(ack, ack.getTarget()[0], ra.address) if accepted else ra.address
        self.transmitMsg(server, ack, address, md5(data).digest())
        if accepted and not self.is_up(call_id, response.getHFBody("to").getTag() or ""):
            bye = _in_dialog("BYE", response, response.getHFBody("cseq").getCSeqNum() + 1)
            bye.setTarget((reachable(bye, bye.getTarget()[0], ra.address), "udp"))
            self.newTransaction(bye)


def _contact_is_readable(message: Any) -> bool:
    try:
        contacts = message.getHFBodys("contact")
    except Exception:
        return False
    return all(not one.asterisk and _HOST.fullmatch(str(one.getUrl().host)) for one in contacts)


def _call_id(data: bytes) -> str:
    """The Call-ID of a datagram, or nothing; the usual spelling is found without a regular expression."""
    start = data.find(b"\nCall-ID: ")
    if start >= 0:
        return data[start + 10 : data.find(b"\n", start + 10)].strip().decode(errors="replace")
    named = _CALL_ID.search(data)
    return named.group(1).strip().decode(errors="replace") if named else ""


def _answers_invite(data: bytes) -> bool:
    start = data.find(b"\nCSeq: ")
    if start >= 0:
        return b" INVITE" in data[start : data.find(b"\n", start + 7)]
    return _FINAL_TO_INVITE.search(data) is not None


def reachable(request: Any, address: Address, before: Address) -> Address:
    """Where an in-dialog request really goes: over UDP, and not to a port a phone keeps for TCP, nor to a bare name.

    A Contact with `;transport=tcp` (or `UDP` in capitals, over which sippy stumbles) or a host name keeps its place in
    the request-URI; the datagram goes where the INVITE went, be it the phone or the edge in front of it.
    """
    transport = str(request.getRURI().transport or "udp").lower()
    if request.countHFs("route") == 0 and transport != "udp":
        return before
    host, port = str(address[0]), int(address[1] or 5060)
    if not is_address(host) or (is_private(host) and not is_private(before[0])):
        # A name, or an address behind a NAT that we are not behind.
        return before
    return (host, port)


def _routes(response: Any) -> list[Any]:
    routes = [route.getCopy() for route in response.getHFBodys("record-route")]
    routes.reverse()
    return routes


def _in_dialog(method: str, response: Any, cseq: int) -> Any:
    """A request in the dialog a 200 sets up."""
    routes = _routes(response)
    if response.countHFs("contact") > 0:
        uri = response.getHFBody("contact").getUrl().getCopy()
    else:
        uri = response.getHFBody("to").getUrl().getCopy()
    return SipRequest(
        method=method,
        ruri=uri,
        to=response.getHFBody("to").getCopy(),
        fr0m=response.getHFBody("from").getCopy(),
        callid=response.getHFBody("call-id").getCopy(),
        cseq=cseq,
        routes=routes,
        user_agent="Ringback",
    )


def _ack_of(response: Any, *, accepted: bool) -> Any:
    """The ACK of a final response; that of a refusal carries the INVITE's own branch (RFC 3261 section 17.1.1.3)."""
    ack = _in_dialog("ACK", response, response.getHFBody("cseq").getCSeqNum())
    if not accepted:
        ack.getHFBody("via").setParam("branch", response.getHFBody("via").getBranch())
        ack.delHFs("route")
    return ack
