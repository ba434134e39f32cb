"""One SIP dialog towards a phone: sippy's user agent with its traps mended, speaking the machine's events."""

import re
from collections.abc import Callable
from typing import Any

from sippy.CCEvents import (
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventInfo,
    CCEventRedirect,
    CCEventRing,
    CCEventTry,
    CCEventUpdate,
)
from sippy.MsgBody import MsgBody
from sippy.SipAddress import SipAddress
from sippy.SipCallId import SipCallId
from sippy.SipContact import SipContact
from sippy.SipFrom import SipFrom
from sippy.SipHeader import SipHeader
from sippy.SipPAssertedIdentity import SipPAssertedIdentity
from sippy.SipTo import SipTo
from sippy.SipURL import SipURL
from sippy.UA import UA
from sippy.UasStateUpdating import UasStateUpdating
from sippy.UaStateConnected import UaStateConnected

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine.plan import Destination
from ringback.channels.voice.engine.transactions import ALLOW, METHODS, Address, reachable

AGENT_NAME = "Ringback"
CHALLENGES = {401: "www-authenticate", 407: "proxy-authenticate"}
_UNSAFE = re.compile(r'[\x00-\x1f\x7f"\\<>]')
_DTMF_RELAY = re.compile(r"^\s*Signal\s*=\s*([0-9A-D*#])", re.MULTILINE | re.IGNORECASE)


class ConnectedPhone(UaStateConnected):  # type: ignore[misc]
    """A re-INVITE without a description asks for an offer; sippy would take it for hold."""

    def _offer_again(self, req: Any) -> Any:
        if req.getBody() is not None:
            return self._recvRequestInvite(req)
        ua = self.ua
        ua.uasResp = req.genResponse(100, "Trying", server=ua.local_ua)
        ua.global_config["_sip_tm"].sendResponse(ua.uasResp)
        ua.sendUasResponse(200, "OK", ua.lSDP, (ua.lContact,))
        return None

    recv_request_handlers = {
        **{name: handler for name, handler in UaStateConnected.recv_request_handlers.items() if name != "REFER"},
        "INVITE": _offer_again,
    }


class Identity(CCEventTry):  # type: ignore[misc]
    """The INVITE's names: whom it is for and who calls, which sippy would make from the next hop's address."""

    destination: Destination
    host: str
    address: Address

    def onUacSetupComplete(self, uac: Any) -> None:
        wanted = self.destination
        trunk = wanted.trunk
        domain = (trunk.from_domain or trunk.host) if trunk else self.host
        user = clean((trunk.from_user if trunk else "") or wanted.caller_id) or "ringback"
        uac.rTarget = SipURL(wanted.uri)
        bare = uac.rTarget.getCopy()
        bare.transport = None
        uac.rUri = SipTo(address=SipAddress(url=bare, hadbrace=True))
        own = SipURL(username=user, host=domain)
        uac.lUri = SipFrom(address=SipAddress(url=own, hadbrace=True, name=clean(wanted.display_name) or None))
        uac.lUri.setTag(uac.lTag)
        contact = SipURL(username=user, host=self.address[0], port=self.address[1])
        uac.lContact = SipContact(address=SipAddress(url=contact))
        extra = [ALLOW]
        if wanted.caller_id and user != wanted.caller_id:
            shown = SipURL(username=clean(wanted.caller_id), host=domain)
            extra.append(SipHeader(body=SipPAssertedIdentity(address=SipAddress(url=shown))))
        self.extra_headers = tuple(extra)


def clean(text: str) -> str:
    """Without what would break out of a header."""
    return _UNSAFE.sub("", text).strip()


class Phone(UA):  # type: ignore[misc]
    """A leg on the wire. `tell(event)` gets the machine's events; `keep(dialog)` what a restart will need."""

    UaStateConnected = ConnectedPhone
    # How long it listens on after the end. sippy's 32 seconds keep thousands of dead dialogs in memory; a lost answer
    # to a BYE is asked for again within these.
    godead_timeout = 8.0
    lSDP: Any
    rSDP: Any

    def __init__(
        self,
        global_config: dict[str, Any],
        leg: int,
        destination: Destination,
        next_hop: Address,
        tell: Callable[[ev.Event], None],
        keep: Callable[[int, dict[str, Any]], None],
    ) -> None:
        trunk = destination.trunk
        super().__init__(
            global_config,
            self._heard,
            username=trunk.username if trunk and trunk.username else None,
            password=trunk.secret if trunk and trunk.username else None,
            nh_address=next_hop,
        )
        self.leg = leg
        self.destination = destination
        self.next_hop = next_hop
        self.tell = tell
        self.keep = keep
        self.local_ua = AGENT_NAME
        self.settled = False
        self._unanswered = False

    # what the machine wants

    def dial(self, sip_call_id: str, sdp: str, host: str) -> None:
        """Send the INVITE."""
        trying = Identity((SipCallId(sip_call_id), "-", "-", MsgBody(sdp), None, None))
        trying.destination = self.destination
        trying.host = host
        trying.address = self.global_config["_sip_tm"].port.getSIPaddr()[0]
        self.recvEvent(trying)

    def drop(self) -> None:
        """CANCEL or BYE, whichever its stage asks for; from now on it is silent towards the machine.

        A peer that never answered the INVITE gets no more copies of it: it would ring only to be cancelled.
        """
        self.event_cb = None
        unheard = self.tr.teA if self.tr is not None and not self.settled else None
        if unheard is not None:
            unheard.cancel()
            self.tr.teA = None
        self.recvEvent(CCEventDisconnect())

    def reoffer(self, sdp: str) -> None:
        """Send a re-INVITE. One of the peer's that still waits for an answer is refused first: ours says what holds."""
        if isinstance(self.state, UasStateUpdating):
            self.refuse_reoffer(491)
        if self.lSDP is None:
            # sippy forgets it when a re-INVITE is refused, and then stumbles over its absence.
            self.lSDP = MsgBody("")
        self.recvEvent(CCEventUpdate(MsgBody(sdp)))

    def accept_reoffer(self, sdp: str) -> None:
        """Answer the peer's re-INVITE."""
        self.recvEvent(CCEventConnect((200, "OK", MsgBody(sdp))))

    def refuse_reoffer(self, code: int) -> None:
        """Refuse the peer's re-INVITE; the session stays."""
        before = self.rSDP
        self.recvEvent(CCEventFail((code, "Request Pending" if code == 491 else "Not Acceptable Here")))
        self.rSDP = before

    def is_up(self, sip_call_id: str, tag: str) -> bool:
        """Whether it is that very dialog, and connected."""
        return self.isConnected() and str(self.cId) == sip_call_id and self.rUri.getTag() == tag

    # what the phone says

    def _heard(self, event: Any, _ua: Any) -> None:
        said = self._translate(event)
        if said is not None:
            self.tell(said)

    def _translate(self, event: Any) -> ev.Event | None:
        data = event.getData()
        if isinstance(event, CCEventRing):
            return self._provisional(*data[:3])
        if isinstance(event, CCEventConnect):
            return self._connected(data[2])
        if isinstance(event, CCEventRedirect):
            if self.settled:
                return ev.ReofferRefused(self.leg, data[0])
            return ev.Redirected(self.leg, data[0], str(data[3][0].url))
        if isinstance(event, CCEventFail):
            if self.settled:
                return ev.ReofferRefused(self.leg, data[0])
            return ev.Refused(self.leg, data[0], str(data[1]), local=self._unanswered)
        if isinstance(event, CCEventUpdate):
            return ev.Reoffered(self.leg, str(data))
        if isinstance(event, CCEventDisconnect):
            return ev.HungUp(self.leg)
        if isinstance(event, CCEventInfo):
            pressed = _DTMF_RELAY.search(str(data)) if data is not None else None
            return ev.DigitPressed(self.leg, pressed.group(1)) if pressed else None
        return None

    def _provisional(self, code: int, reason: str, body: Any) -> ev.Event | None:
        if code == 100 or self.settled:
            return None
        if body is None:
            return ev.Rang(self.leg)
        if code == 180:
            self.tell(ev.Rang(self.leg))
        return ev.EarlyMediaCame(self.leg, str(body))

    def _connected(self, body: Any) -> ev.Event:
        sdp = "" if body is None else str(body)
        if self.settled:
            return ev.Reanswered(self.leg, sdp)
        self.settled = True
        self.keep(self.leg, self._dialog("up"))
        return ev.Answered(self.leg, sdp)

    def _dialog(self, kind: str, branch: str = "") -> dict[str, Any]:
        """This dialog as plain values; see `kept`."""
        return {
            "kind": kind,
            "call_id": str(self.cId),
            "uri": str(self.rTarget),
            "from": str(self.lUri),
            "to": str(self.rUri),
            "cseq": self.lCSeq if kind == "up" else self.lCSeq - 1,
            "branch": branch,
            "routes": [str(route) for route in self.routes],
            "address": list(self.next_hop),
        }

    # sippy's names from here on

    def recvResponse(self, resp: Any, tr: Any) -> None:
        # A 408 that never was on the wire has no source: nobody answered at all.
        self._unanswered = resp.source is None
        super().recvResponse(resp, tr)

    def recvRequest(self, req: Any, sip_t: Any) -> Any:
        if req.getMethod() not in METHODS:
            refusal = req.genResponse(405, "Method Not Allowed", server=AGENT_NAME)
            refusal.appendHeader(ALLOW)
            return (refusal, None, None)
        return super().recvRequest(req, sip_t)

    def newTransaction(self, req: Any, req_extra_headers: Any = None, **kwargs: Any) -> Any:
        if req.getHFBody("to").getTag() is not None:
            req.setTarget((reachable(req, req.getTarget()[0], self.next_hop), "udp"))
        else:
            req.setTarget((self.next_hop, "udp"))
        if req.getMethod() == "BYE" and self.username is not None and not kwargs:
            kwargs = {"resp_cb": self._bye_answered, "cb_ifver": 2}
        return super().newTransaction(req, req_extra_headers, **kwargs)

    def _bye_answered(self, resp: Any, tr: Any) -> None:
        """A trunk may ask for credentials at the end as well; sippy answers that for INVITE alone."""
        asked = CHALLENGES.get(resp.getSCode()[0])
        if asked is None:
            return
        for challenge in resp.getHFBodys(asked):
            supported, qop = challenge.supportedAlgorithm()
            if supported:
                proven = self.genRequest("BYE", None, (challenge, qop))
                proven.setTarget((reachable(proven, proven.getTarget()[0], self.next_hop), "udp"))
                self.global_config["_sip_tm"].newTransaction(proven)
                return

    def newUacTransaction(self, req: Any, **kwargs: Any) -> None:
        super().newUacTransaction(req, **kwargs)
        if not self.settled:
            self.keep(self.leg, self._dialog("ringing", req.getHFBody("via").getBranch()))
