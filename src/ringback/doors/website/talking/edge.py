"""The visitor's side of a call from the browser: `/v1/callbacks/<token>/line`, what it is offered and what it says."""

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.problems import ProblemError
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice import services as voice
from ringback.doors.website.services import Followed
from ringback.doors.website.sites_edge import KnownSites, SitesEdge


class LineBody(msgspec.Struct):
    """What the page says of its leg; `sdp` is its answer."""

    leg: int
    said: str
    sdp: str = ""


MOST_BODY = 24_000
_DECODER = msgspec.json.Decoder(LineBody)


class TalkingEdge(SitesEdge):
    """The routes. `followed` finds the request whose token is in the path."""

    def __init__(self, sites: KnownSites, followed: Callable[[Exchange], Awaitable[Followed]]) -> None:
        super().__init__(sites)
        self._followed = followed

    def routes(self) -> list[BaseRoute]:
        path = "/v1/callbacks/{token}/line"
        return [
            Route(path, self.line, methods=["GET"]),
            Route(path, self.say, methods=["POST"]),
            Route(path, self.preflight, methods=["OPTIONS"]),
        ]

    @endpoint("line")
    async def line(self, exchange: Exchange) -> Response:
        """`GET …/line`: the offer for this page, once its turn has come, and the ways through firewalls; else 404."""
        followed = await self._followed(exchange)
        offer = await self.machinery.readers.read(partial(voice.offer_to_visitor, followed.promise_id))
        if offer is None:
            raise ProblemError(404, "no-line", "Nobody is on the line yet")
        name = f"visitor-{followed.request_id}"
        ice = voice.ice_servers(settings.TURN_URLS, settings.TURN_SECRET, name, clock.now())
        return exchange.json({"leg": offer.leg, "offer": offer.sdp, "ice": ice})

    @endpoint("say")
    async def say(self, exchange: Exchange) -> Response:
        """`POST …/line`: the page rings, answers or leaves; 409 when its leg is over."""
        bodies.require_json(exchange.request)
        body = bodies.decode(_DECODER, await bodies.read(exchange.request, MOST_BODY))
        followed = await self._followed(exchange)
        told = voice.Told(leg=body.leg, said=body.said, sdp=body.sdp)
        try:
            await self.machinery.writer.write(partial(voice.visitor_says, followed.promise_id, told))
        except ConflictError as over:
            raise ProblemError(409, "line-over", str(over)) from over
        return exchange.json({})
