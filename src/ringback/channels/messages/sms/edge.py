"""Where SMS gateways report what became of a message, and hand over those that come in: public routes, opened by a
token that only we can make.
"""

from collections.abc import Collection
from functools import partial
from urllib.parse import parse_qsl

import structlog
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.channels.messages.inbox import texted
from ringback.channels.messages.sms import incoming, inlets, reports, twilio
from ringback.channels.messages.sms.incoming import Incoming
from ringback.channels.messages.sms.inlets import Inlet
from ringback.channels.messages.sms.reports import Report
from ringback.channels.messages.sms.stop_words import Wish

log = structlog.get_logger(__name__)

MOST_BYTES = 16_384
# What one organisation gets, and one sender of it. Stop words are never too many.
MOST_IN_A_MINUTE = 600
MOST_OF_ONE_AN_HOUR = 60
_EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class SmsEdge:
    """Kannel asks by GET with what it fills into the address; Twilio posts a form and signs it."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._incoming = SlidingLimit(60)
        self._senders = SlidingLimit(3600)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/sms/in/kannel/{token}", self.from_kannel, methods=["GET"]),
            Route("/v1/sms/in/twilio/{token}", self.from_twilio, methods=["POST"]),
            Route("/v1/sms/kannel/{token}", self.kannel, methods=["GET"]),
            Route("/v1/sms/twilio/{token}", self.twilio, methods=["POST"]),
        ]

    async def known_origins(self) -> Collection[str]:
        return ()

    # Not counted: a gateway reports on thousands from one address, and a token that is not ours costs one hash.
    @endpoint("sms_kannel", counted=False)
    async def kannel(self, exchange: Exchange) -> Response:
        """`GET /v1/sms/kannel/<token>?type=8&said=ACK`."""
        said = exchange.request.query_params
        public_id = _opened(exchange)
        return await self._noted(reports.from_kannel(public_id, said.get("type", ""), said.get("said", "")))

    @endpoint("sms_twilio", counted=False)
    async def twilio(self, exchange: Exchange) -> Response:
        """`POST /v1/sms/twilio/<token>` with a form: believed where token and signature are both right."""
        public_id = _opened(exchange)
        said = await _signed_form(exchange)
        status = said.get("MessageStatus", said.get("SmsStatus", ""))
        return await self._noted(reports.from_twilio(public_id, status, said.get("ErrorCode", "")))

    @endpoint("sms_from_kannel", counted=False)
    async def from_kannel(self, exchange: Exchange) -> Response:
        """`GET /v1/sms/in/kannel/<token>?from=…&text=…&charset=…&id=…`; an answer would go to the sender: empty."""
        inlet = self._inlet(exchange, "kannel")
        query: bytes = exchange.request.scope["query_string"]
        if len(query) > MOST_BYTES:
            raise ProblemError(413, "too-large", "The address is too long")
        await self._taken(inlet, incoming.from_kannel(query))
        return Response(b"", media_type="text/plain")

    @endpoint("sms_from_twilio", counted=False)
    async def from_twilio(self, exchange: Exchange) -> Response:
        """`POST /v1/sms/in/twilio/<token>` with a signed form."""
        inlet = self._inlet(exchange, "twilio")
        await self._taken(inlet, incoming.from_twilio(await _signed_form(exchange)))
        return Response(_EMPTY_TWIML, media_type="text/xml")

    def _inlet(self, exchange: Exchange, form: str) -> Inlet:
        """Whose messages come in here. Whoever tries addresses out is counted as everybody is."""
        inlet = inlets.opened(exchange.request.path_params["token"])
        if inlet is None or form != settings.SMS_GATEWAY:
            self.machinery.check_rate(exchange.address)
            raise _no_inlet()
        wait = self._incoming.take(inlet.organisation_id, MOST_IN_A_MINUTE)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many messages", retry_after=wait)
        return inlet

    async def _taken(self, inlet: Inlet, message: Incoming | None) -> None:
        """Written before it is acknowledged; of a sender in a loop only so many an hour."""
        if message is None:
            raise ProblemError(422, "fields", "A message that comes in has a sender and a name of the gateway's own")
        if self._is_too_much(inlet, message):
            log.warning("text messages of one sender are dropped for a while", organisation=inlet.organisation_id)
            return
        if not await self.machinery.writer.write(partial(_land, inlet, message)):
            raise _no_inlet()

    def _is_too_much(self, inlet: Inlet, message: Incoming) -> bool:
        if message.wish != Wish.NONE:
            return False
        return self._senders.take((inlet.organisation_id, message.sender), MOST_OF_ONE_AN_HOUR) is not None

    async def _noted(self, report: Report | None) -> Response:
        """Written before it is acknowledged: otherwise the gateway comes again."""
        if report is not None:
            await self.machinery.writer.write(partial(reports.note, report))
        return Response(status_code=204)


def _land(inlet: Inlet, message: Incoming) -> bool:
    """False where the address was renewed since."""
    if not inlets.is_open(inlet):
        return False
    texted.take_in(inlet.organisation_id, message)
    return True


def _no_inlet() -> ProblemError:
    return ProblemError(404, "unknown-address", "No text messages come in here")


async def _signed_form(exchange: Exchange) -> dict[str, str]:
    """The form, where Twilio signed it for this very address. Raises ProblemError 403."""
    body = await bodies.read(exchange.request, MOST_BYTES)
    said = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    given = exchange.request.headers.get(twilio.SIGNATURE_HEADER, "")
    url = settings.PUBLIC_URL + exchange.request.url.path
    if not settings.SMS_PASSWORD or not twilio.is_signed(given, url, said, settings.SMS_PASSWORD):
        raise ProblemError(403, "signature", "This is not signed by the gateway")
    return said


def _opened(exchange: Exchange) -> str:
    public_id = reports.opened(exchange.request.path_params["token"])
    if public_id is None:
        raise ProblemError(404, "unknown-message", "There is no such message")
    return public_id
