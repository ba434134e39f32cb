"""Which part of the web process answers which path, and what starts and stops with the server.

The hot path has no session and no middleware: it is chosen by the path before Django sees the request.
"""

import asyncio
import hmac

import structlog
from django.db import connection
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError, response
from ringback.channels.messages.sms.edge import SmsEdge
from ringback.channels.messages.texted.edge import TextsEdge
from ringback.doors.allocation.entries.edge import EntriesEdge
from ringback.doors.website.choosing.edge import SlotsEdge
from ringback.doors.website.edge import WebsiteEdge
from ringback.doors.website.polls.edge import PollsEdge
from ringback.doors.website.prompts.edge import PromptsEdge
from ringback.doors.website.sites_edge import KnownSites
from ringback.doors.website.talking.edge import TalkingEdge
from ringback.doors.website.visitors.edge import VisitorsEdge
from ringback.doors.website.writing.edge import WritingEdge
from ringback.project import environment
from ringback.project.serving import trusted_proxies

HEALTH_SECONDS = 2.0
_PREFIXES = ("/w/", "/v1/")
_PATHS = ("/healthz", "/metrics")

log = structlog.get_logger(__name__)


class PublicPaths:
    """The hot path of every door, the health check and the metrics: one small Starlette application."""

    def __init__(self, trusted_proxies: list[str], metrics_token: str) -> None:
        self.machinery = Machinery(trusted_proxies)
        sites = KnownSites(self.machinery)
        self.website = WebsiteEdge(sites)
        self.visitors = VisitorsEdge(sites)
        self.prompts = PromptsEdge(sites)
        self.slots = SlotsEdge(sites)
        self.writing = WritingEdge(sites)
        self.polls = PollsEdge(sites)
        self.talking = TalkingEdge(sites, self.website.followed)
        self.entries = EntriesEdge(self.machinery)
        self.sms = SmsEdge(self.machinery)
        self.texts = TextsEdge(self.machinery)
        self._metrics_token = metrics_token
        self._lag = 0.0
        self.app: ASGIApp = Starlette(
            routes=[
                *self.visitors.routes(),  # first, since most requests are beacons, and each route before costs
                *self.website.routes(),
                *self.prompts.routes(),
                *self.slots.routes(),
                *self.writing.routes(),
                *self.polls.routes(),
                *self.talking.routes(),
                *self.entries.routes(),
                *self.texts.routes(),
                *self.sms.routes(),
                Route("/healthz", self.health, methods=["GET"]),
                Route("/metrics", self.metrics, methods=["GET"]),
            ],
            exception_handlers={HTTPException: _unrouted},
        )

    def start(self) -> None:
        self.machinery.start()
        self.website.start()
        _gauge("ringback_edge_writes_waiting", "Writes in the queue").set_function(
            lambda: self.machinery.writer.waiting
        )
        _gauge("ringback_edge_streams", "Open event streams").set_function(lambda: len(self.machinery.streams))

    def stop(self) -> None:
        self.website.stop()
        self.machinery.stop()

    async def health(self, _: Request) -> Response:
        """200 while the writer lives and the database answers in time, else 503."""
        try:
            async with asyncio.timeout(HEALTH_SECONDS):
                await self.machinery.readers.read(_ask_database)
        except Exception as error:
            return JSONResponse({"status": "broken", "why": type(error).__name__}, 503)
        if not self.machinery.writer.alive:
            return JSONResponse({"status": "broken", "why": "the writer has stopped"}, 503)
        return JSONResponse({"status": "ok"})

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text, for who has the token; without a token in the settings there is no such page."""
        given = request.headers.get("authorization", "").encode()
        if not self._metrics_token:
            raise HTTPException(404)
        if not hmac.compare_digest(given, f"Bearer {self._metrics_token}".encode()):
            raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


class Mounted:
    """The whole web process as one ASGI application."""

    def __init__(self, django: ASGIApp, public: PublicPaths) -> None:
        self._django = django
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000})
        elif scope["path"].startswith(_PREFIXES) or scope["path"] in _PATHS:
            await self._public.app(scope, receive, send)
        else:
            await self._django(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            await asyncio.to_thread(self._public.start)
        except Exception as error:
            log.exception("the web process could not start")
            await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await asyncio.to_thread(self._public.stop)
        await send({"type": "lifespan.shutdown.complete"})


def mounted(django: ASGIApp) -> Mounted:
    """The application as the settings want it. Raises SettingError for proxies that are no networks."""
    return Mounted(django, PublicPaths(trusted_proxies(), environment.text("METRICS_TOKEN")))


def _gauge(name: str, words: str) -> Gauge:
    """A gauge of this process; a second application in one process (tests) takes the first one's."""
    known = REGISTRY._names_to_collectors.get(name)
    return known if isinstance(known, Gauge) else Gauge(name, words)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _unrouted(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    kind = {404: "not-found", 405: "method", 401: "not-allowed"}.get(error.status_code, "refused")
    return response(ProblemError(error.status_code, kind, error.detail), error.headers or {})
