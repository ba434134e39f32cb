"""Where SMS gateways report what became of a message: public routes, opened by a token that only we can make."""

from collections.abc import Collection
from functools import partial
from urllib.parse import parse_qsl

from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.channels.messages.sms import reports, twilio
from ringback.channels.messages.sms.reports import Report

MOST_BYTES = 16_384


class SmsEdge:
    """Kannel asks by GET with what it fills into the address; Twilio posts a form and signs it."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery

    def routes(self) -> list[BaseRoute]:
        return [
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
        said = await signed_form(exchange)
        status = said.get("MessageStatus", said.get("SmsStatus", ""))
        return await self._noted(reports.from_twilio(public_id, status, said.get("ErrorCode", "")))

    async def _noted(self, report: Report | None) -> Response:
        """Written before it is acknowledged: otherwise the gateway comes again."""
        if report is not None:
            await self.machinery.writer.write(partial(reports.note, report))
        return Response(status_code=204)


async def signed_form(exchange: Exchange) -> dict[str, str]:
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
