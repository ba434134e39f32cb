"""What a page may show to this visitor: `POST /v1/visits`, answered from the token and the site's remembered facts."""

from functools import partial
from typing import Annotated, Any

import msgspec
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.problems import OverloadedError, ProblemError
from ringback.base.kit import clock
from ringback.doors.website import rules, triggers, visit_token
from ringback.doors.website.prompts import counting
from ringback.doors.website.prompts.deciding import Asked, Counted, Decision, decide
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.visitors import devices

MOST_AN_ADDRESS = 600  # questions a minute
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


class PromptsEdge(SitesEdge):
    """The route, and what it remembers between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._senders = SlidingLimit(60)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/visits", self.visit, methods=["POST"]),
            Route("/v1/visits", self.preflight, methods=["OPTIONS"]),
        ]

    @endpoint("visits", counted=False)
    async def visit(self, exchange: Exchange) -> Response:
        """`POST /v1/visits`: the next token, the arm, the variant, and which rules may prompt (MISSION W16, W22)."""
        wait = self._senders.take(addresses.household(exchange.address), MOST_AN_ADDRESS)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)
        request = exchange.request
        bodies.require_text(request)
        body = bodies.decode(_DECODER, await bodies.read(request))
        site = await self.site(exchange, body.site)
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
