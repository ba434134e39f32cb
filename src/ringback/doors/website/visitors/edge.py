"""What pages tell of themselves: `POST /v1/beacons`, answered once it is committed."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial

from django.conf import settings
from django.db import transaction
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies, origins
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.gathering import Gathering
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.base.kit import clock
from ringback.doors.website import services, visit_token
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visitors import counting, devices, events, words
from ringback.doors.website.visitors.cities import Cities
from ringback.doors.website.visitors.events import Beacon, Happened

SITE_SECONDS = 3.0
MOST_BYTES = 16_384
MOST_EVENTS = 20
MOST_AN_ADDRESS = 600  # beacons a minute
MOST_A_SITE = 120_000  # beacons a minute
OLDEST = timedelta(hours=1)
_TYPES = ("text/plain", "application/json")

# One of the two: what is to be written, or of whom nothing but their number is kept (site id, kind).
Wanted = Sequence[Happened] | tuple[int, str]


class VisitorsEdge:
    """The routes, and what they remember between requests. Belongs to one event loop once started."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._sites = Remembered(SITE_SECONDS, self._read_site)
        self._origins = Remembered(SITE_SECONDS, self._read_origins)
        self._senders = SlidingLimit(60)
        self._cities = Cities(settings.CITY_FILE)
        self._gathering: Gathering[Wanted] = Gathering(machinery.writer, write)
        self._decoder = events.beacon_decoder()

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/beacons", self.take, methods=["POST"]),
            Route("/v1/beacons", self.preflight, methods=["OPTIONS"]),
        ]

    async def known_origins(self) -> Collection[str]:
        return await self._origins.get(None)

    async def _read_origins(self, _: None) -> frozenset[str]:
        return await self.machinery.readers.read(services.all_origins)

    async def _read_site(self, key: str) -> SiteFacts | None:
        return await self.machinery.readers.read(partial(services.facts_by_key, key))

    @endpoint("preflight", counted=False)
    async def preflight(self, exchange: Exchange) -> Response:
        """Browsers ask before they send JSON; `sendBeacon` with text does without."""
        return origins.preflight(exchange.origin, exchange.allowed)

    @endpoint("beacons", counted=False)
    async def take(self, exchange: Exchange) -> Response:
        """`POST /v1/beacons`: what happened on a page; 204 when it is on the disk."""
        self._check_rate(("address", addresses.household(exchange.address)), MOST_AN_ADDRESS)
        request = exchange.request
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in _TYPES:
            raise ProblemError(415, "media-type", "Only text and JSON are read here")
        body: Beacon = bodies.decode(self._decoder, await bodies.read(request, MOST_BYTES))
        site = await self._sites.get(body.site[:40])
        if site is None:
            raise ProblemError(404, "unknown-site", "There is no such site", "Check the key in the page's snippet.")
        exchange.admit(site.origins, needed=True)
        self._check_rate(("site", site.id), MOST_A_SITE)
        if not 8 <= len(body.view) <= 64 or len(body.events) > MOST_EVENTS:
            raise ProblemError(422, "fields", "Something is to be corrected", "A view of 8 to 64 characters.")
        if body.events and not site.paused:
            await self._gathering.add(self._wanted(exchange, site, body))
        return Response(status_code=204, headers=exchange.cors())

    def _check_rate(self, key: tuple[str, object], most: int) -> None:
        if (wait := self._senders.take(key, most)) is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)

    def _wanted(self, exchange: Exchange, site: SiteFacts, body: Beacon) -> Wanted:
        headers = exchange.request.headers
        device = devices.device_of(headers.get("user-agent", ""))
        if device is None:
            return site.id, "bot"
        if headers.get("dnt") == "1" or headers.get("sec-gpc") == "1":
            return site.id, "quiet"
        token = visit_token.read(body.token, site.organisation_id, settings.SECRET_KEY)
        network, place = _network(exchange.address), self._cities.place_of(exchange.address)
        view, now = words.key_of("view", site.id, body.view), clock.now()
        newest = max(event.at for event in body.events)
        return [
            Happened(site, _by_our_clock(event.at, newest, now), view, event, token, network, place, device)
            for event in body.events
        ]


_network = lru_cache(maxsize=20_000)(addresses.shortened)


def _by_our_clock(at: int, newest: int, now: datetime) -> datetime:
    """When it happened, given that the newest one happened now: a page's clock may be wrong, but it goes."""
    ago = newest - at
    return now - min(timedelta(milliseconds=ago), OLDEST) if ago > 0 else now


def write(batch: Sequence[Wanted]) -> None:
    """Write what many beacons brought, in one transaction."""
    happened = [one for wanted in batch if not isinstance(wanted, tuple) for one in wanted]
    counted = [wanted for wanted in batch if isinstance(wanted, tuple)]
    with transaction.atomic():
        events.write(happened)
        counting.count(counted)
