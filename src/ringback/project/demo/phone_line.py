"""The SIP side of the demo phones. Import it on the SIP thread only: sippy's loop belongs to its first importer."""

import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from sippy.CCEvents import (
    CCEventConnect,
    CCEventDisconnect,
    CCEventFail,
    CCEventPreConnect,
    CCEventRing,
    CCEventTry,
    CCEventUpdate,
)
from sippy.Core.EventDispatcher import ED2
from sippy.MsgBody import MsgBody
from sippy.SipAllow import SipAllow
from sippy.SipConf import SipConf
from sippy.SipExpires import SipExpires
from sippy.SipHeader import SipHeader
from sippy.SipLogger import SipLogger
from sippy.SipTransactionManager import SipTransactionManager
from sippy.Time.Timeout import Timeout
from sippy.UA import UA
from sippy.Udp_server import Udp_server_opts

from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.project.demo import phone_sdp
from ringback.project.demo.phone import Caller, EndReason, HabitMode, Phone, PhoneState
from ringback.project.demo.phone_board import PhoneBoard
from ringback.project.demo.phone_sound import Stream
from ringback.project.demo.phone_studio import Studio

_METHODS = ["INVITE", "ACK", "CANCEL", "BYE", "OPTIONS", "INFO"]
_REASONS = {486: "Busy Here", 603: "Decline", 480: "Temporarily Unavailable"}
_CALL_ID = re.compile(r"([0-9a-f]{32})-")  # a Call-ID of ours begins with the call's own id
# What became of a call that the far side ended before there was a conversation.
_LEFT = {PhoneState.RINGING: EndReason.THEY_GAVE_UP, PhoneState.CALLING: EndReason.NOT_TAKEN}
_KEY_PAUSE_SECONDS = 1.5
_FAREWELL_SECONDS = 0.2


class _UserAgent(UA):  # type: ignore[misc]
    """A user agent that speaks UDP whatever transport the peer's Contact names (sippy raises otherwise)."""

    def newTransaction(self, req: Any, req_extra_headers: Any = None, **options: Any) -> Any:
        req.setTarget((req.getTarget()[0], SipConf.my_transport))
        return super().newTransaction(req, req_extra_headers, **options)


class _Transactions(SipTransactionManager):  # type: ignore[misc]
    """Drops what is no SIP before sippy writes a traceback for each such datagram."""

    def handleIncoming(self, data: bytes, *details: Any) -> None:
        with suppress(UnicodeDecodeError):
            if "SIP/2.0" in data.decode().partition("\n")[0]:
                super().handleIncoming(data, *details)


class Exchange:
    """Takes the calls for all phones on one UDP port; every method but `run` is called on the SIP thread.

    `shop`: the UDP port on `host` that takes calls for the shop, and whom its visitors call there.
    """

    def __init__(
        self, host: str, port: int, board: PhoneBoard, studio: Studio, shop: tuple[int, Caller] | None = None
    ) -> None:
        SipConf.my_uaname = "Ringback demo phones"
        # One sender thread: several would send packets of one call out of order.
        Udp_server_opts.nworkers = 1
        self.host, self.board, self.studio, self._shop = host, board, studio, shop
        self.config = {"_sip_address": host, "_sip_port": port, "_sip_logger": SipLogger("phones")}
        self._transactions = _Transactions(self.config, self._received)
        self.config["_sip_tm"] = self._transactions
        self.lines: dict[str, Line] = {}

    @property
    def port(self) -> int:
        """The port that is listened on; the system's choice when 0 was asked for."""
        server = next(iter(self._transactions.l4r.cache_l2s.values()))
        return int(server.uopts.laddress[1])

    def run(self) -> None:
        """Serve until `stop`."""
        ED2.loop()

    def from_thread(self, work: Callable[[], None]) -> None:
        """Have `work` done on the SIP thread; may be called from any."""
        ED2.callFromThread(work)

    def line(self, phone_id: str) -> "Line":
        """The call that `phone_id` is in. Raises NotFoundError, or ConflictError when it is in none."""
        phone = self.board.get(phone_id)
        if phone_id not in self.lines:
            raise ConflictError(f"{phone.name}'s phone is in no call.")
        return self.lines[phone_id]

    def call(self, phone_id: str) -> None:
        """Have `phone_id` call the shop. Raises NotFoundError; ConflictError when it is in a call or knows no shop."""
        self.board.get(phone_id)
        if self._shop is None:
            raise ConflictError("These phones know no shop to call.")
        port, shop = self._shop
        Line(self, phone_id, (self.host, port)).call(shop)

    def stop(self) -> None:
        """Hang up everywhere; the loop ends once the farewells have left."""
        for line in list(self.lines.values()):
            line.leave()
        Timeout(ED2.breakLoop, _FAREWELL_SECONDS)

    def _received(self, request: Any, transaction: Any) -> Any:
        """A request outside any dialog we have."""
        method = request.getMethod()
        if request.getHFBody("to").getTag() is not None:
            return request.genResponse(481, "Call Leg/Transaction Does Not Exist"), None, None
        if method == "INVITE":
            return self._invited(request, transaction)
        if method == "REGISTER":
            return self._registered(request), None, None
        if method == "OPTIONS":
            response = request.genResponse(200, "OK")
            response.appendHeader(_allow())
            return response, None, None
        return request.genResponse(405, "Method Not Allowed"), None, None

    def _invited(self, request: Any, transaction: Any) -> Any:
        phone = self.board.find(unquote(request.getRURI().username or ""))
        if phone is None:
            return request.genResponse(404, "Not Found"), None, None
        line = Line(self, phone.phone_id)
        return line.agent.recvRequest(request, transaction)

    def _registered(self, request: Any) -> Any:
        """As the demo's carrier we take every registration: nothing but loopback reaches us."""
        response = request.genResponse(200, "OK")
        for contact in request.getHFBodys("contact"):
            response.appendHeader(SipHeader(name="contact", body=contact.getCopy()))
        seconds = request.getHFBody("expires").getNum() if request.countHFs("expires") else 3600
        response.appendHeader(SipHeader(name="expires", body=SipExpires(number=seconds)))
        return response


class Line:
    """One call on one phone, from its INVITE to its end. `next_hop`: where the INVITE of a call by the phone goes."""

    def __init__(self, exchange: Exchange, phone_id: str, next_hop: tuple[str, int] | None = None) -> None:
        self._exchange = exchange
        self._phone_id = phone_id
        self._session, self._version = secrets.randbelow(1 << 31), 0
        self._far: phone_sdp.Sound | None = None
        self._stream: Stream | None = None
        self._timers: list[Any] = []
        self.agent = _UserAgent(exchange.config, self._happened, nh_address=next_hop)

    def call(self, whom: Caller) -> None:
        """Ring `whom`. Raises ConflictError when the phone is in a call."""
        self._show(self._phone.calls(whom, clock.monotonic()))
        self._exchange.lines[self._phone_id] = self
        self._stream = self._exchange.studio.open(self._phone_id)
        self._tell(CCEventTry((None, self._phone_id, whom.number, self._sdp(), None, None)), allow=True)

    def answer(self) -> None:
        """Pick up. Raises ConflictError when the phone does not ring."""
        self._show(self._phone.answers(clock.monotonic()))
        self._stream = self._exchange.studio.open(self._phone_id)
        self._stream.towards(self._far)
        # Without an offer in the INVITE ours goes into the 200, and the answer comes with the ACK.
        event = CCEventConnect if self._far else CCEventPreConnect
        self._tell(event((200, "OK", self._sdp())), allow=True)
        for place, key in enumerate(self._phone.habit.presses if self._by_itself else ""):
            self._after((place + 1) * _KEY_PAUSE_SECONDS, partial(self.press, key))

    def decline(self, code: int = 603) -> None:
        """Turn the call away with `code` (486, 480 or 603). Raises ConflictError when it does not ring."""
        self._phone.must_be(PhoneState.RINGING)
        self._tell(CCEventFail((code, _REASONS[code])))
        self._over(EndReason.BUSY if code == 486 else EndReason.DECLINED)

    def hang_up(self) -> None:
        """End the conversation, or give up calling. Raises ConflictError when there is neither."""
        self._phone.must_be(PhoneState.TALKING, PhoneState.CALLING)
        self._tell(CCEventDisconnect())
        self._over(EndReason.YOU_HUNG_UP)

    def press(self, key: str) -> None:
        """Press `key`. Raises ConflictError outside a call, or when the far side takes no keys."""
        phone = self._phone.presses(key)
        if self._stream is None or not self._stream.press(key):
            raise ConflictError("The other side takes no key presses.")
        self._show(phone)

    def leave(self) -> None:
        """End the call whatever it is doing."""
        if self._phone.state is PhoneState.RINGING:
            self.decline(480)
        else:
            self.hang_up()

    @property
    def _phone(self) -> Phone:
        return self._exchange.board.get(self._phone_id)

    @property
    def _by_itself(self) -> bool:
        return self._phone.habit.mode is HabitMode.ANSWERS

    def _happened(self, event: Any, agent: Any) -> None:
        """sippy's one call-back: what the far side did."""
        if isinstance(event, CCEventTry):
            self._called(event)
        elif isinstance(event, CCEventUpdate):
            self._renegotiate(event.getData())
        elif isinstance(event, CCEventConnect) and event.getData()[2] is not None:
            self._connected(event.getData()[2])
        elif isinstance(event, CCEventDisconnect | CCEventFail):
            self._over(_LEFT.get(self._phone.state, EndReason.THEY_HUNG_UP))

    def _called(self, event: Any) -> None:
        sip_call_id, number, _, body, _, name = event.getData()
        call = _CALL_ID.match(str(sip_call_id))
        caller = Caller((name or "").strip('" '), unquote(number or ""), call[1] if call else "")
        at = clock.monotonic()
        if self._phone_id in self._exchange.lines or self._phone.habit.mode is HabitMode.BUSY:
            self._exchange.board.put(self._phone.misses(caller, at))
            self._tell(CCEventFail((486, _REASONS[486])))
            return
        try:
            self._far = phone_sdp.read(str(body)) if body is not None else None
        except (phone_sdp.SdpError, ValueError, IndexError):
            self._tell(CCEventFail((488, "Not Acceptable Here")))
            return
        self._exchange.lines[self._phone_id] = self
        self._show(self._phone.rings(caller, at))
        self._tell(CCEventRing((180, "Ringing", None)))
        if self._by_itself:
            self._after(self._phone.habit.after_seconds, self.answer)

    def _renegotiate(self, body: Any) -> None:
        """A re-INVITE: hold, resume, or sound to another place."""
        try:
            self._hear_from(body)
        except (phone_sdp.SdpError, ValueError, IndexError):
            self._tell(CCEventFail((488, "Not Acceptable Here")))
            return
        self._tell(CCEventConnect((200, "OK", self._sdp())), allow=True)

    def _connected(self, body: Any) -> None:
        """Whom the phone called has picked up; or else the answer to an offer of ours came with the ACK."""
        if self._phone.state is PhoneState.CALLING:
            self._show(self._phone.is_answered(clock.monotonic()))
        self._hear_from(body)

    def _hear_from(self, body: Any) -> None:
        self._far = phone_sdp.read(str(body))
        if self._stream:
            self._stream.towards(self._far)
        self._show(replace(self._phone, held=self._far.held))

    def _sdp(self) -> Any:
        self._version += 1
        port = self._stream.port if self._stream else 9
        return MsgBody(phone_sdp.write(self._exchange.host, port, self._session, self._version, self._far))

    def _tell(self, event: Any, allow: bool = False) -> None:
        if allow:
            event.extra_headers = (_allow(),)
        self.agent.recvEvent(event)

    def _after(self, seconds: float, act: Callable[[], None]) -> None:
        """Do it later by itself, unless its owner was faster by hand."""

        def by_itself() -> None:
            with suppress(ConflictError):
                act()

        self._timers.append(Timeout(by_itself, seconds))

    def _show(self, phone: Phone) -> None:
        self._exchange.board.put(phone)

    def _over(self, why: EndReason) -> None:
        """The call is over: forget it, silence it, show why. Only the line that owns the phone may."""
        if self._exchange.lines.get(self._phone_id) is not self:
            return
        del self._exchange.lines[self._phone_id]
        for timer in self._timers:
            timer.cancel()
        if self._stream:
            self._exchange.studio.close(self._stream)
        self._show(self._phone.ends(why, clock.monotonic()))


def _allow() -> Any:
    """Without UPDATE, which sippy does not answer properly."""
    return SipHeader(name="allow", body=SipAllow(methods=_METHODS))
