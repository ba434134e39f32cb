"""Registrations at trunks: renewed with a margin, tried again with growing patience, taken back at the end."""

import logging
import random
from collections.abc import Callable
from typing import Any

from sippy.SipAddress import SipAddress
from sippy.SipCallId import SipCallId
from sippy.SipContact import SipContact
from sippy.SipFrom import SipFrom
from sippy.SipHeader import SipHeader
from sippy.SipRequest import SipRequest
from sippy.SipTo import SipTo
from sippy.SipURL import SipURL

from ringback.channels.voice.engine.loop import Loop
from ringback.channels.voice.engine.names import Names
from ringback.channels.voice.engine.plan import Registration
from ringback.channels.voice.engine.transactions import Address

log = logging.getLogger(__name__)

OnRegistration = Callable[[str, str, str], None]

# Renewed when this share of the time granted is left, but not more than two minutes early.
MARGIN_SHARE = 0.2
LONGEST_MARGIN_SECONDS = 120.0
SHORTEST_SECONDS = 1.0
FIRST_RETRY_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 300.0
CHALLENGES = {401: ("www-authenticate", "authorization"), 407: ("proxy-authenticate", "proxy-authorization")}


def renew_after(granted_seconds: float) -> float:
    """When to renew a registration granted for that long."""
    margin = min(granted_seconds * MARGIN_SHARE, LONGEST_MARGIN_SECONDS)
    return max(SHORTEST_SECONDS, granted_seconds - margin)


def retry_after(failures: int) -> float:
    """How long to wait after so many failures in a row, before the spread that keeps trunks from being hit at once."""
    return float(min(FIRST_RETRY_SECONDS * 2 ** min(failures - 1, 20), LONGEST_RETRY_SECONDS))


class _Record:
    """One registration under way."""

    def __init__(self, registration: Registration) -> None:
        self.registration = registration
        self.call_id = SipCallId()
        self.cseq = 0
        self.failures = 0
        self.asked_seconds = registration.expires_seconds
        self.cancel_timer: Callable[[], None] | None = None
        self.gone = False
        self.sender = SipFrom(address=SipAddress(url=self._aor()))
        self.sender.genTag()
        self.address: Address | None = None

    def _aor(self) -> Any:
        trunk = self.registration.trunk
        return SipURL(username=trunk.username, host=trunk.from_domain or trunk.host)

    def request(self, own: Address, expires: int) -> Any:
        trunk = self.registration.trunk
        self.cseq += 1
        contact = SipContact(address=SipAddress(url=SipURL(username=trunk.username, host=own[0], port=own[1])))
        message = SipRequest(
            method="REGISTER",
            ruri=SipURL(host=trunk.from_domain or trunk.host),
            fr0m=self.sender,
            to=SipTo(address=SipAddress(url=self._aor())),
            callid=self.call_id,
            cseq=self.cseq,
            contact=contact,
            target=(self.address, "udp"),
            user_agent="Ringback",
        )
        message.appendHeader(SipHeader(f"Expires: {expires}"))
        return message


class Registrar:
    """Keeps us registered. All on the engine's thread; `told(key, state, detail)` as states change."""

    def __init__(self, loop: Loop, sip: dict[str, Any], names: Names, told: OnRegistration) -> None:
        self._loop = loop
        self._sip = sip
        self._names = names
        self._told = told
        self._records: dict[str, _Record] = {}
        self._call_ids: set[str] = set()

    def knows(self, call_id: str) -> bool:
        return call_id in self._call_ids

    def register(self, registration: Registration) -> None:
        current = self._records.get(registration.key)
        if current is not None:
            if current.registration == registration:
                return
            self.unregister(registration.key)
        record = self._records[registration.key] = _Record(registration)
        self._call_ids.add(str(record.call_id))
        self._begin(record)

    def unregister(self, key: str) -> None:
        """Take a registration back; the answer is not waited for."""
        record = self._records.pop(key, None)
        if record is None:
            return
        record.gone = True
        if record.cancel_timer is not None:
            record.cancel_timer()
        if record.address is not None and not record.failures:
            self._send(record, 0)
        self._told(key, "unregistered", "")

    def close(self) -> None:
        for key in list(self._records):
            self.unregister(key)

    def _begin(self, record: _Record) -> None:
        record.cancel_timer = None
        trunk = record.registration.trunk

        def found(address: str | None) -> None:
            if record.gone:
                return
            if address is None:
                self._failed(record, f"{trunk.host} has no address")
            else:
                record.address = (address, trunk.port or 5060)
                self._send(record, record.asked_seconds)

        self._names.find(trunk.host, found)

    def _send(self, record: _Record, expires: int, challenge: tuple[Any, str] | None = None) -> None:
        transactions = self._sip["_sip_tm"]
        message = record.request(transactions.port.getSIPaddr()[0], expires)
        trunk = record.registration.trunk
        if challenge is not None:
            body, header = challenge
            _, qop = body.supportedAlgorithm()
            answer = body.genAuthHF(trunk.username, trunk.secret, "REGISTER", str(message.getRURI()), qop=qop)
            message.appendHeader(SipHeader(name=header, body=answer))

        def answered(response: Any) -> None:
            self._answered(record, response, expires, tried=challenge is not None)

        transactions.newTransaction(message, answered)

    def _answered(self, record: _Record, response: Any, expires: int, *, tried: bool) -> None:
        code, reason = response.getSCode()
        if code < 200:
            return
        if code in CHALLENGES and not tried:
            challenge = self._challenge(response, *CHALLENGES[code])
            if challenge is not None:
                self._send(record, expires, challenge)
                return
        if record.gone:
            return
        if code < 300:
            self._granted(record, response)
        elif code == 423 and (least := _least_seconds(response)) > record.asked_seconds:
            record.asked_seconds = least
            self._send(record, least)
        else:
            silent = response.source is None
            self._failed(record, "no answer" if silent else f"{code} {reason}")

    def _challenge(self, response: Any, asked: str, answered: str) -> tuple[Any, str] | None:
        for body in response.getHFBodys(asked):
            if body.supportedAlgorithm()[0]:
                return body, answered
        return None

    def _granted(self, record: _Record, response: Any) -> None:
        record.failures = 0
        seconds = _granted_seconds(response, record.asked_seconds)
        self._again(record, renew_after(seconds))
        self._told(record.registration.key, "registered", f"for {seconds:.0f} seconds")

    def _failed(self, record: _Record, why: str) -> None:
        record.failures += 1
        self._again(record, retry_after(record.failures) * random.uniform(0.9, 1.1))
        self._told(record.registration.key, "failed", why)

    def _again(self, record: _Record, seconds: float) -> None:
        record.cancel_timer = self._loop.later(seconds, self._begin, record)


def _least_seconds(response: Any) -> int:
    """What a registrar that finds our time too short wants at least (RFC 3261 section 21.4.17)."""
    wanted = [str(body) for body in response.getHFBodys("min-expires")]
    return int(wanted[0]) if wanted and wanted[0].isdigit() else 0


def _granted_seconds(response: Any, asked: float) -> float:
    """What the registrar granted: our Contact's own parameter, else the Expires header, else what was asked."""
    for contact in response.getHFBodys("contact"):
        granted = None if contact.asterisk else contact.address.params.get("expires")
        if granted is not None and str(granted).isdigit():
            return float(granted)
    if response.countHFs("expires") > 0:
        return float(response.getHFBody("expires").getNum())
    return asked
