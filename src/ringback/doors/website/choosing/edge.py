"""Which times a visitor may choose: `GET /v1/slots`, read anew every few seconds for each site, zone and department."""

from datetime import datetime
from functools import partial

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.services.sites import known_zone
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.slots import services as slots
from ringback.doors.website.slots.services import Offers, Visitor

OFFERS_SECONDS = 5.0
MOST_AN_ADDRESS = 60  # questions a minute


class OffersBody(msgspec.Struct, omit_defaults=True):
    """What can be chosen, as the public contract has it.

    `instead`: what is offered in place of a call now, "times" or "message"; absent while a call can be asked for.
    """

    now: bool
    minutes: int
    times: tuple[datetime, ...]
    instead: str = ""
    opens_at: datetime | None = None


class SlotsEdge(SitesEdge):
    """The route, and what it remembers between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._offers = Remembered(OFFERS_SECONDS, self._read_offers)
        self._senders = SlidingLimit(60)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/slots", self.slots, methods=["GET"]),
            Route("/v1/slots", self.preflight, methods=["OPTIONS"]),
        ]

    async def _read_offers(self, asked: tuple[str, str, str]) -> Offers:
        key, zone, department = asked
        find = partial(slots.offers, await self.sites.find(key), Visitor(zone), department)
        return await self.machinery.readers.read(find)

    @endpoint("slots", counted=False)
    async def slots(self, exchange: Exchange) -> Response:
        """`GET /v1/slots?site=&zone=&department=`: whether somebody takes calls now, and the times that are free."""
        wait = self._senders.take(addresses.household(exchange.address), MOST_AN_ADDRESS)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)
        asked = exchange.request.query_params
        site = await self.site(exchange, asked.get("site", ""), origin_needed=False)
        zone = asked.get("zone", "")[:64]
        department = site.department(asked.get("department", "")[:40])
        found = await self._offers.get((site.key, known_zone(zone), department))
        return exchange.json(body_of(found, site))


def body_of(found: Offers, site: SiteFacts) -> OffersBody:
    """What is offered, as it is sent."""
    closed = not found.now and site.terms.after_hours != "call"
    return OffersBody(found.now, found.minutes, found.times, _instead(found, site) if closed else "", found.opens_at)


def _instead(found: Offers, site: SiteFacts) -> str:
    """A time, unless there is none or the site would rather be written to; a message only where the site takes some."""
    writes = site.terms.after_hours == "message" or not found.times
    return "message" if writes and site.writing.get("active", True) else "times"
