"""Calls that come in: an INVITE of a trunk's becomes an arrival the house is told of, and waits for its word."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ringback.base.kit.ids import public_id
from ringback.channels.voice.engine.caller import CallerPhone
from ringback.channels.voice.engine.phone import clean
from ringback.channels.voice.engine.transactions import Address

log = logging.getLogger(__name__)

# So many callers may wait for the house's word at once; who comes then hears busy.
MOST_ARRIVALS = 200
# The house that says nothing for so long is away.
WORD_SECONDS = 8.0
MOST_NAME = 80
# RFC 3323 and what carriers write in its place.
_NOBODY = frozenset({"anonymous", "unknown", "restricted", "private", "unavailable", "withheld"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody calls. `call_id` is ours for the call to be, 32 hex digits; `source` the address it came from.

    `dialled`: what they may have dialled, as the request-URI, To and P-Called-Party-ID say, best first. `caller`: the
    number, or name, of who calls as the carrier vouches for it, "" where it is withheld. All as it came: hostile.
    """

    call_id: str
    sip_call_id: str
    source: str
    dialled: tuple[str, ...]
    caller: str
    display_name: str
    sdp: str = field(repr=False)


class Doorkeeper(Protocol):
    """Who says what becomes of arrivals. Called on the engine's thread; must not block.

    `left`: an arrival that was told of hung up before anything was said about it. `not_joined`: the call they were to
    be put on has come too far for it.
    """

    def arrived(self, arrival: Arrival) -> None: ...

    def left(self, call_id: str) -> None: ...

    def not_joined(self, arrival: Arrival) -> None: ...


class Loop(Protocol):
    """What is needed of the engine's loop."""

    def later(self, seconds: float, function: Callable[..., None], *arguments: Any) -> Callable[[], None]: ...


class Arrivals:
    """All on the engine's thread. `keeper` None: nobody answers calls here."""

    def __init__(self, loop: Loop, sip: dict[str, Any], keeper: Doorkeeper | None) -> None:
        self._loop = loop
        self._sip = sip
        self._keeper = keeper
        self._patient: set[str] = set()
        self._waiting: dict[str, CallerPhone] = {}
        self._phones: dict[str, CallerPhone] = {}
        self.closed = False

    def receive(self, request: Any, transaction: Any) -> Any:
        """An INVITE outside every dialog, from an address the guard knows: sippy's three values."""
        refusal = self._refusal(request)
        if refusal is not None:
            return (request.genResponse(*refusal, server="Ringback"), None, None)
        assert self._keeper is not None
        arrival = _arrival(request)
        phone = CallerPhone(self._sip, _source(request), lambda: self._over(arrival))
        self._waiting[arrival.call_id] = self._phones[arrival.sip_call_id] = phone
        answer = phone.arrive(request, transaction)
        self._loop.later(WORD_SECONDS, self._unheard, arrival.call_id)
        self._keeper.arrived(arrival)
        return answer

    def let_wait(self, call_id: str) -> None:
        """Let an arrival hear it ring for as long as the house says nothing else."""
        phone = self._waiting.get(call_id)
        if phone is not None:
            self._patient.add(call_id)
            phone.ring()

    def take(self, call_id: str) -> CallerPhone | None:
        """The phone of an arrival the house has a plan for; None where it has given up on it."""
        self._patient.discard(call_id)
        return self._waiting.pop(call_id, None)

    def not_joined(self, arrival: Arrival) -> None:
        """Ask the house anew what becomes of an arrival, if they have not gone."""
        if arrival.call_id in self._waiting and self._keeper is not None:
            self._keeper.not_joined(arrival)

    def refuse(self, call_id: str, code: int, reason: str) -> None:
        """Turn an arrival away; an unknown one has just gone."""
        phone = self.take(call_id)
        if phone is not None:
            phone.refuse(code, reason)

    def is_up(self, sip_call_id: str, tag: str) -> bool:
        """Whether that is the dialog of somebody who called us, and answered."""
        phone = self._phones.get(sip_call_id)
        return phone is not None and phone.isConnected() and phone.rUri.getTag() == tag

    def close(self) -> None:
        """Nobody else is let in."""
        self.closed = True

    def _refusal(self, request: Any) -> tuple[int, str] | None:
        if self._keeper is None:
            return 403, "This door only calls out"
        if request.getHFBody("to").getTag() is not None:
            return 481, "Call/Transaction Does Not Exist"
        if str(request.getHFBody("call-id")) in self._phones:
            return 482, "Loop Detected"
        if self.closed or len(self._waiting) >= MOST_ARRIVALS:
            return 503, "Service Unavailable"
        if request.getBody() is None:
            return 488, "Not Acceptable Here"
        return None

    def _unheard(self, call_id: str) -> None:
        if call_id in self._waiting and call_id not in self._patient:
            log.warning("a caller was turned away: nobody said in time what becomes of them")
            self.refuse(call_id, 503, "Service Unavailable")

    def _over(self, arrival: Arrival) -> None:
        self._phones.pop(arrival.sip_call_id, None)
        if self.take(arrival.call_id) is not None and self._keeper is not None:
            self._keeper.left(arrival.call_id)


def _source(request: Any) -> Address:
    host, port = request.getSource()
    return str(host), int(port)


def _arrival(request: Any) -> Arrival:
    dialled = [request.getRURI().username, *_users(request, "p-called-party-id"), *_user_of(request, "to")]
    caller, name = _who(request)
    return Arrival(
        call_id=public_id(),
        sip_call_id=str(request.getHFBody("call-id")),
        source=_source(request)[0],
        dialled=tuple(dict.fromkeys(clean(user)[:MOST_NAME] for user in dialled if user)),
        caller=caller,
        display_name=name,
        sdp=str(request.getBody()),
    )


def _who(request: Any) -> tuple[str, str]:
    """Whom the carrier vouches for, else whom the caller says they are; nobody where either wants it withheld."""
    privacy = " ".join(_texts(request, "privacy")).lower()
    own = [user for user in (*_users(request, "p-asserted-identity"), *_user_of(request, "from")) if user]
    if any(word in privacy for word in ("id", "user", "header")) or not own or own[-1].lower() in _NOBODY:
        return "", ""
    name = request.getHFBody("from").getUri().name
    return clean(own[0])[:MOST_NAME], clean(str(name or ""))[:MOST_NAME]


def _user_of(request: Any, header: str) -> list[str]:
    user = request.getHFBody(header).getUrl().username
    return [str(user)] if user else []


def _users(request: Any, header: str) -> list[str]:
    """The user parts of a header that sippy may not know: from its text."""
    found = []
    for text in _texts(request, header):
        bare = text.partition("sip:")[2] or text.partition("tel:")[2]
        user = bare.partition("@")[0].partition(";")[0].partition(">")[0]
        if user:
            found.append(user)
    return found


def _texts(request: Any, header: str) -> list[str]:
    """Unparsed: sippy stumbles over a `tel:` in some of them."""
    return [str(field.body) for field in request.getHFs(header)]
