"""A dialog that a peer began: the phone of somebody who calls us, answered or turned away when the call says so."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sippy.CCEvents import CCEventConnect, CCEventDisconnect, CCEventFail, CCEventRing
from sippy.MsgBody import MsgBody
from sippy.SipAddress import SipAddress
from sippy.SipContact import SipContact
from sippy.SipURL import SipURL

from ringback.channels.voice.engine import events as ev
from ringback.channels.voice.engine.phone import Phone
from ringback.channels.voice.engine.plan import Destination
from ringback.channels.voice.engine.transactions import ALLOW, Address

# A caller's leg is the first of its call.
CALLER_LEG = 1
# What is said to a caller whom nobody takes and who cannot leave a message.
UNANSWERED = (480, "Temporarily Unavailable")


class CallerPhone(Phone):
    """A leg that came in. It rings for nobody and answers nothing by itself.

    What its phone says until a call has taken it on is kept back; `taken_on` then passes it on, in its order.
    """

    def __init__(self, global_config: dict[str, Any], next_hop: Address, over: Callable[[], None]) -> None:
        self._early: list[ev.LegEvent] = []
        nowhere = Destination("", None, "")
        super().__init__(global_config, CALLER_LEG, nowhere, next_hop, self._keep_back, _forget)
        self._over = over

    def _keep_back(self, event: ev.Event) -> None:
        if isinstance(event, ev.LegEvent):
            self._early.append(event)

    def arrive(self, request: Any, transaction: Any) -> Any:
        """Take the INVITE: 100 Trying goes out. Gives what sippy's transaction manager wants to be given."""
        host, port = self.global_config["_sip_tm"].port.getSIPaddr()[0]
        user = request.getRURI().username
        self.lContact = SipContact(address=SipAddress(url=SipURL(username=user, host=host, port=port)))
        self.extra_headers = (ALLOW,)
        return self.recvRequest(request, transaction)

    def taken_on(self, tell: Callable[[ev.Event], None], keep: Callable[[int, dict[str, Any]], None]) -> None:
        """From now on a call hears what this phone says, first of all what it said before."""
        self.tell, self.keep = tell, keep
        for event in self._early:
            tell(replace(event, leg=self.leg))
        self._early.clear()

    # what the machine wants

    def ring(self) -> None:
        """180: the caller's own network lets them hear that it rings."""
        if not self.settled:
            self.recvEvent(CCEventRing((180, "Ringing", None)))

    def answer(self, sdp: str) -> None:
        """200 with our description."""
        self.recvEvent(CCEventConnect((200, "OK", MsgBody(sdp))))
        self.settled = True
        self.keep(self.leg, self._dialog("up"))

    def refuse(self, code: int, reason: str) -> None:
        """Turn the caller away; silent towards the machine from now on."""
        self.event_cb = None
        self._over()
        self.recvEvent(CCEventFail((code, reason)))

    def drop(self) -> None:
        if not self.settled:
            self.refuse(*UNANSWERED)
            return
        self._over()
        super().drop()

    # what the phone says

    def _heard(self, event: Any, ua: Any) -> None:
        if isinstance(event, CCEventDisconnect):
            self._over()
        super()._heard(event, ua)

    # sippy's names from here on

    def sendUasResponse(self, scode: int, reason: str, *rest: Any, **named: Any) -> None:
        if named.get("extra_headers") is None:
            named["extra_headers"] = self.extra_headers
        super().sendUasResponse(scode, reason, *rest, **named)


def _forget(leg: int, dialog: dict[str, Any]) -> None:
    """Before the answer there is nothing that could be hung up after a restart."""
