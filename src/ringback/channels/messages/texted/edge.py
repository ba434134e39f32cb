"""Where SMS gateways hand over messages that come in: public routes, opened by an organisation's own address."""

from collections.abc import Collection
from functools import partial

import structlog
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.channels.messages.sms.edge import MOST_BYTES, signed_form
from ringback.channels.messages.texted import forms, inlets, landing
from ringback.channels.messages.texted.forms import Incoming
from ringback.channels.messages.texted.inlets import Inlet
from ringback.channels.messages.texted.stop_words import Wish

log = structlog.get_logger(__name__)

# What one organisation gets, and one sender of it. Stop words are never too many.
MOST_IN_A_MINUTE = 600
MOST_OF_ONE_AN_HOUR = 60
_EMPTY_TWIML = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'


class TextsEdge:
    """Kannel asks by GET with what it fills into the address; Twilio posts a form and signs it."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._incoming = SlidingLimit(60)
        self._senders = SlidingLimit(3600)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/sms/in/kannel/{token}", self.from_kannel, methods=["GET"]),
            Route("/v1/sms/in/twilio/{token}", self.from_twilio, methods=["POST"]),
        ]

    async def known_origins(self) -> Collection[str]:
        return ()

    # Not counted by address: a gateway hands over everybody's messages from one.
    @endpoint("sms_from_kannel", counted=False)
    async def from_kannel(self, exchange: Exchange) -> Response:
        """`GET /v1/sms/in/kannel/<token>?from=…&text=…&charset=…&id=…`; an answer would go to the sender: empty."""
        inlet = self._inlet(exchange, "kannel")
        query: bytes = exchange.request.scope["query_string"]
        if len(query) > MOST_BYTES:
            raise ProblemError(413, "too-large", "The address is too long")
        await self._taken(inlet, forms.from_kannel(query))
        return Response(b"", media_type="text/plain")

    @endpoint("sms_from_twilio", counted=False)
    async def from_twilio(self, exchange: Exchange) -> Response:
        """`POST /v1/sms/in/twilio/<token>` with a signed form."""
        inlet = self._inlet(exchange, "twilio")
        await self._taken(inlet, forms.from_twilio(await signed_form(exchange)))
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


def _land(inlet: Inlet, message: Incoming) -> bool:
    """False where the address was renewed since."""
    if not inlets.is_open(inlet):
        return False
    landing.take_in(inlet.organisation_id, message)
    return True


def _no_inlet() -> ProblemError:
    return ProblemError(404, "unknown-address", "No text messages come in here")
