"""The JSON API: every slice's routes behind one token check, every error as problem details (RFC 9457)."""

from collections.abc import Callable
from typing import Any

import msgspec
import structlog
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from ringback.base.accounts import services
from ringback.base.accounts.api import router as accounts
from ringback.base.edge import problems
from ringback.base.edge.problems import FieldProblem, ProblemError
from ringback.base.kit.errors import RingbackError
from ringback.channels.voice.api import router as voice
from ringback.core.hours.api import router as hours
from ringback.core.promises.api import router as promises
from ringback.doors.hiring.api import router as hiring
from ringback.doors.website.api import router as website

_log = structlog.get_logger(__name__)

_ROUTERS = (accounts, hours, promises, voice, website, hiring)


class Token(HttpBearer):
    """`Authorization: Bearer rb_…`; the route finds who it acts as in `request.auth`."""

    def authenticate(self, request: HttpRequest, token: str) -> services.Actor | None:
        actor = services.actor_for_token(token)
        if actor is not None:
            request.actor = actor  # type: ignore[attr-defined]
        return actor


api = NinjaAPI(
    title="Ringback",
    version="1",
    description="Act as a member of your organisation. Make a token on the desk, under Team.",
    auth=Token(),
    docs_decorator=login_required,
)
for _router in _ROUTERS:
    api.add_router("/v1", _router)


def answer(problem: ProblemError) -> HttpResponse:
    """`problem` as Django's response."""
    body = msgspec.json.encode(problem.body)
    response = HttpResponse(body, status=problem.status, content_type=problems.MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    if problem.body.retry_after is not None:
        response["Retry-After"] = str(problem.body.retry_after)
    if problem.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def nothing_here(request: HttpRequest, **_parts: Any) -> HttpResponse:
    """What an address below /api/ that is no route answers."""
    return answer(ProblemError(404, "not-found", _("There is no such thing here")))


class ProblemsOnly:
    """Middleware: what Django and the framework refuse below /api/ (wrong method, say) is a problem as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if response.status_code < 400 or not request.path.startswith("/api/"):
            return response
        if response.headers.get("Content-Type") == problems.MEDIA_TYPE:
            return response
        refusal = answer(ProblemError(response.status_code, "refused", response.reason_phrase))
        if "Allow" in response.headers:
            refusal["Allow"] = response["Allow"]
        return refusal


@api.exception_handler(RingbackError)
def _refused(request: HttpRequest, error: RingbackError) -> HttpResponse:
    return answer(problems.from_error(error))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    detail = _("Send a living API token as Authorization: Bearer rb_…")
    return answer(ProblemError(401, "unknown-token", _("Who are you?"), detail))


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return nothing_here(request)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [
        FieldProblem(
            ".".join(str(part) for part in one.get("loc", ())[1:]) or str(one.get("loc", ("",))[0]),
            str(one.get("msg", "")),
            _("See the API's description at /api/docs."),
        )
        for one in error.errors
    ]
    return answer(ProblemError(422, "fields", _("Something is to be corrected"), "", wrong))


@api.exception_handler(HttpError)
def _refused_by_framework(request: HttpRequest, error: HttpError) -> HttpResponse:
    kind = "unreadable" if error.status_code == 400 else "refused"
    return answer(ProblemError(error.status_code, kind, str(error)))


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    _log.error("api request failed", path=request.path, exc_info=error)
    return answer(problems.unexpected())
