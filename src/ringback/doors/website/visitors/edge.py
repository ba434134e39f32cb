"""What pages tell of themselves: `POST /v1/beacons`, answered once it is committed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.database import doorbell
from ringback.base.edge import addresses, bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.gathering import Gathering
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.problems import ProblemError
from ringback.base.kit import clock
from ringback.doors.website import visit_token
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.visitors import counting, devices, events, recognising, vocabulary, words
from ringback.doors.website.visitors.cities import Cities
from ringback.doors.website.visitors.events import Beacon, Happened
from ringback.doors.website.visitors.quiet import is_quiet

MOST_BYTES = 16_384
MOST_EVENTS = 20
MOST_AN_ADDRESS = 600  # beacons a minute
MOST_A_SITE = 120_000  # beacons a minute
RING_SECONDS = 5.0
OLDEST = timedelta(hours=1)

# One of the two: what is to be written, or of whom nothing but their number is kept (site id, kind).
Wanted = Sequence[Happened] | tuple[int, str]


class VisitorsEdge(SitesEdge):
    """The routes, and what they remember between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._senders = SlidingLimit(60)
        self._cities = Cities(settings.CITY_FILE)
        self._gathering: Gathering[Wanted] = Gathering(self.machinery.writer, write)
        vocabulary.begin()
        self._decoder = events.beacon_decoder()

    def routes(self) -> list[BaseRoute]:
        posted = {
            "/v1/beacons": self.take,
            "/v1/visitors": self.name,
            "/v1/visitors/known": self.known,
            "/v1/visitors/forget": self.forget,
        }
        return [
            *(Route(path, handler, methods=["POST"]) for path, handler in posted.items()),
            *(Route(path, self.preflight, methods=["OPTIONS"]) for path in posted),
        ]

    @endpoint("beacons", counted=False)
    async def take(self, exchange: Exchange) -> Response:
        """`POST /v1/beacons`: what happened on a page; 204 when it is on the disk."""
        self._check_rate(("address", addresses.household(exchange.address)), MOST_AN_ADDRESS)
        bodies.require_text(exchange.request)
        body: Beacon = bodies.decode(self._decoder, await bodies.read(exchange.request, MOST_BYTES))
        site = await self.site(exchange, body.site)
        self._check_rate(("site", site.id), MOST_A_SITE)
        view = words.view_key(site.id, body.view)
        if view is None or len(body.events) > MOST_EVENTS:
            raise ProblemError(422, "fields", "Something is to be corrected", "A view of 8 to 64 characters.")
        if body.events and not site.paused:
            await self._gathering.add(self._wanted(exchange, site, body, view))
        return Response(status_code=204, headers=exchange.cors())

    @endpoint("name-visitor")
    async def name(self, exchange: Exchange) -> Response:
        """`POST /v1/visitors`: recognise this browser from now on; after a request, by its token."""
        return await recognising.name(self, exchange)

    @endpoint("known-visitor")
    async def known(self, exchange: Exchange) -> Response:
        """`POST /v1/visitors/known`: whether a number is kept, and its last digits (MISSION W13)."""
        return await recognising.known(self, exchange)

    @endpoint("forget-visitor")
    async def forget(self, exchange: Exchange) -> Response:
        """`POST /v1/visitors/forget`: not me, or no more."""
        return await recognising.forget(self, exchange)

    def _check_rate(self, key: tuple[str, object], most: int) -> None:
        if (wait := self._senders.take(key, most)) is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)

    def _wanted(self, exchange: Exchange, site: SiteFacts, body: Beacon, view: int) -> Wanted:
        device = devices.device_of(exchange.request.headers.get("user-agent", ""))
        if device is None:
            return site.id, "bot"
        if is_quiet(exchange.request):
            return site.id, "quiet"
        token = visit_token.read(body.token, site.organisation_id, settings.SECRET_KEY)
        network, place = _network(exchange.address), self._cities.place_of(exchange.address)
        now = clock.now()
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
        _ring({one.site.organisation_id for one in happened})


_rung: dict[int, float] = {}


def _ring(organisation_ids: Iterable[int]) -> None:
    """Let the desks look again, every few seconds at most."""
    now = clock.monotonic()
    for organisation_id in organisation_ids:
        if now - _rung.get(organisation_id, -RING_SECONDS) >= RING_SECONDS:
            _rung[organisation_id] = now
            doorbell.ring("desk", organisation=organisation_id, what="visitors")
