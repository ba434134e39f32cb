"""What a page may show to this visitor: `POST /v1/visits`, answered from the token and the site's remembered facts."""

from collections.abc import Collection
from functools import partial
from typing import Annotated, Any

import msgspec
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies, origins
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import OverloadedError, ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.base.kit import clock
from ringback.doors.website import rules, services, triggers, visit_token
from ringback.doors.website.prompts import counting
from ringback.doors.website.prompts.deciding import Asked, Counted, Decision, decide
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visitors import devices

SITE_SECONDS = 3.0
MOST_AN_ADDRESS = 600  # questions a minute
_TYPES = ("text/plain", "application/json")
_Id = Annotated[int, msgspec.Meta(ge=1, lt=2**62)]


class VisitBody(msgspec.Struct):
    """What the widget asks. `rule`: may it prompt? `dismissed`, `accepted`: what became of the prompt of this rule."""

    site: str
    token: str = ""
    page: str = ""
    touch: bool = False
    rule: _Id | None = None
    dismissed: _Id | None = None
    accepted: _Id | None = None


_DECODER = msgspec.json.Decoder(VisitBody)


class PromptsEdge:
    """The route, and what it remembers between requests. Belongs to one event loop once started."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._sites = Remembered(SITE_SECONDS, self._read_site)
        self._origins = Remembered(SITE_SECONDS, self._read_origins)
        self._senders = SlidingLimit(60)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/visits", self.visit, methods=["POST"]),
            Route("/v1/visits", self.preflight, methods=["OPTIONS"]),
        ]

    async def known_origins(self) -> Collection[str]:
        return await self._origins.get(None)

    async def _read_origins(self, _: None) -> frozenset[str]:
        return await self.machinery.readers.read(services.all_origins)

    async def _read_site(self, key: str) -> SiteFacts | None:
        return await self.machinery.readers.read(partial(services.facts_by_key, key))

    @endpoint("preflight", counted=False)
    async def preflight(self, exchange: Exchange) -> Response:
        """Browsers ask before they send JSON as such; as plain text it goes without."""
        return origins.preflight(exchange.origin, exchange.allowed)

    @endpoint("visits", counted=False)
    async def visit(self, exchange: Exchange) -> Response:
        """`POST /v1/visits`: the next token, the arm, the variant, and which rules may prompt (MISSION W16, W22)."""
        wait = self._senders.take(addresses.household(exchange.address), MOST_AN_ADDRESS)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)
        request = exchange.request
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _TYPES:
            raise ProblemError(415, "media-type", "Only text and JSON are read here")
        body = bodies.decode(_DECODER, await bodies.read(request))
        site = await self._sites.get(body.site[:40])
        if site is None:
            raise ProblemError(404, "unknown-site", "There is no such site", "Check the key in the page's snippet.")
        exchange.admit(site.origins, needed=True)
        given = visit_token.read(body.token, site.organisation_id, settings.SECRET_KEY)
        page = rules.web_address(body.page, 2000)
        asked = Asked(page, body.touch, body.rule, body.dismissed, body.accepted)
        decision = decide(site, given, asked, clock.now())
        if decision.counted and _counts(request.headers):
            self._count(tuple(decision.counted))
        return exchange.json(_body(decision, site))

    def _count(self, counted: tuple[Counted, ...]) -> None:
        """Hand it to the writer; nobody waits for it, and under overload a number is the first thing to go."""
        try:
            self.machinery.writer.submit(partial(counting.count, [counted]))
        except OverloadedError:
            return


def _counts(headers: Any) -> bool:
    """Whether this browser is counted: no program, and nobody who wants to be left out."""
    quiet = headers.get("dnt") == "1" or headers.get("sec-gpc") == "1"
    return not quiet and devices.device_of(headers.get("user-agent", "")) is not None


def _body(decision: Decision, site: SiteFacts) -> dict[str, Any]:
    return {
        "token": visit_token.write(decision.token, site.organisation_id, settings.SECRET_KEY),
        "arm": decision.arm,
        "variant": decision.variant,
        "rules": triggers.sent(decision.rules),
        "prompt": {"rule": decision.prompt.id} if decision.prompt else None,
    }
