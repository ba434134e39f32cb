"""One request and its answer on the hot path: whose it is, which origin may read it, and errors as problems."""

import traceback
from collections.abc import Awaitable, Callable, Collection
from functools import wraps
from typing import Protocol, TypeVar

import msgspec
import structlog
from django.db import InterfaceError, OperationalError
from django.utils import translation
from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import Response

from ringback.base.edge import origins, problems
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.base.kit.errors import RingbackError

ANSWERS = Counter("ringback_edge_answers", "Answers of the public hot path", ["route", "status"])

log = structlog.get_logger(__name__)


class Exchange:
    """A request under way. `allowed` are the origins that may read the answer, errors included."""

    def __init__(self, request: Request, machinery: Machinery, allowed: Collection[str]) -> None:
        self.request = request
        self.address = machinery.proxies.client_of(request)
        self.origin = request.headers.get("origin", "")
        self.allowed = allowed
        self.language = "en"

    def admit(self, allowed: Collection[str], *, needed: bool) -> None:
        """Let in only a page of these origins. Raises ProblemError 403; without `needed`, no origin is fine too."""
        self.allowed = allowed
        if self.origin not in allowed and (self.origin or needed):
            raise ProblemError(
                403,
                "origin",
                "This page may not ask",
                "Its origin is not among the site's origins.",
            )

    def json(self, value: object, status: int = 200) -> Response:
        """`value` as JSON, readable for the allowed origin."""
        headers = {"Cache-Control": "no-store", **self.cors()}
        return Response(msgspec.json.encode(value), status, headers, "application/json")

    def cors(self) -> dict[str, str]:
        return origins.headers(self.origin, self.allowed)


class Door(Protocol):
    """A set of public routes: its machinery, and every origin it knows."""

    machinery: Machinery

    async def known_origins(self) -> Collection[str]: ...


D = TypeVar("D", bound=Door)
Handler = Callable[[D, Exchange], Awaitable[Response]]


def endpoint(
    route: str, *, counted: bool = True
) -> Callable[[Handler[D]], Callable[[D, Request], Awaitable[Response]]]:
    """Make a Starlette endpoint of a method that takes an Exchange; every error is answered as a problem.

    `counted`: it counts against the limit on everything one address may send. What is served from memory need not.
    """

    def decorate(handler: Handler[D]) -> Callable[[D, Request], Awaitable[Response]]:
        @wraps(handler)
        async def answer(self: D, request: Request) -> Response:
            exchange = Exchange(request, self.machinery, ())
            try:
                if counted:
                    self.machinery.check_rate(exchange.address)
                exchange.allowed = await self.known_origins()
                response = await handler(self, exchange)
            except (ProblemError, RingbackError) as error:
                response = _problem(exchange, error)
            except Exception as error:
                _note(route, error)
                away = isinstance(error, OperationalError | InterfaceError)
                response = _problem(exchange, problems.away() if away else problems.unexpected())
            ANSWERS.labels(route, str(response.status_code)).inc()
            return response

        return answer

    return decorate


def _problem(exchange: Exchange, error: ProblemError | RingbackError) -> Response:
    if isinstance(error, RingbackError):
        with translation.override(exchange.language):
            error = problems.from_error(error)
    return problems.response(error, exchange.cors())


def _note(route: str, error: Exception) -> None:
    """Log where it went wrong, not what was said: an error's text can quote what a visitor sent."""
    frames = traceback.format_tb(error.__traceback__)[-4:]
    log.error("a public request failed", route=route, error=type(error).__name__, at="".join(frames))
