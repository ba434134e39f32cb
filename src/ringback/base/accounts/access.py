"""How a signed-in page knows who is asking: sign-in, organisation, permission, and errors as pages."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from ringback.base.accounts import services
from ringback.base.accounts.models import User
from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import SealError
from ringback.base.kit.errors import (
    ConflictError,
    FieldError,
    NotAllowedError,
    NotFoundError,
    RingbackError,
    StoppedError,
)

SESSION_KEY = "organisation_id"

_STATUS: dict[type[RingbackError], int] = {
    NotAllowedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    StoppedError: 409,
    FieldError: 422,
    SealError: 409,
}


class MemberRequest(HttpRequest):
    """A request whose `actor` is known: what views behind `member_page` are handed."""

    actor: Actor
    user: User


class TokenRequest(HttpRequest):
    """A request of a program: what routes of the JSON API are handed. `auth` is who it acts as."""

    auth: Actor


P = ParamSpec("P")
MemberView = Callable[Concatenate[MemberRequest, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def member_page(permission: str | None = None) -> Callable[[MemberView[P]], View[P]]:
    """Open a view to signed-in members only, with `request.actor` set to who they are in their organisation.

    `permission` must hold somewhere in it (lists then show what lies within its reach); services check again.
    Anonymous people are sent to sign in, and those without an organisation to open one. NotFoundError becomes
    a page with status 404, NotAllowedError 403, ConflictError and StoppedError 409, FieldError 422.
    """

    def decorate(view: MemberView[P]) -> View[P]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return _elsewhere(request, redirect_to_login(_address_to_return_to(request)).url)
            actor = request_actor(request)
            if actor is None:
                return _elsewhere(request, reverse("accounts:open"))
            return _answer(request, actor, permission, view, *args, **kwargs)

        return page

    return decorate


def request_actor(request: HttpRequest) -> Actor | None:
    """Who is asking: the user in the organisation the session names, else in their first; None without either."""
    if not isinstance(request.user, User):
        return None
    chosen = request.session.get(SESSION_KEY)
    if isinstance(chosen, int):
        try:
            return services.actor_for(request.user, chosen)
        except NotFoundError:
            del request.session[SESSION_KEY]  # their membership there has ended
    try:
        return services.actor_for(request.user)
    except NotFoundError:
        return None


def signed_in_user(request: HttpRequest) -> User:
    """Who has signed in, for a view that is shut to everybody else. Raises NotAllowedError."""
    if not isinstance(request.user, User):
        raise NotAllowedError(_("Sign in first."))
    return request.user


def choose_organisation(request: HttpRequest, organisation_id: int) -> None:
    """Let the session go on in `organisation_id`. Raises NotFoundError unless the user is an active member there."""
    if isinstance(request.user, User | AnonymousUser) and request.user.is_authenticated:
        request.session[SESSION_KEY] = services.actor_for(request.user, organisation_id).organisation_id


def problem_page(request: HttpRequest, error: RingbackError) -> HttpResponse:
    """`error` as a page that says what is wrong and what mends it, with its status."""
    status = status_of(error)
    title = {
        403: _("This is not yours to do"),
        404: _("There is nothing here"),
        409: _("Something else came first"),
        422: _("Something needs mending"),
    }.get(status, _("Something went wrong"))
    values = {
        "title": title,
        "problem": error.problem if isinstance(error, FieldError) else str(error),
        "mend": error.mend if isinstance(error, FieldError) else "",
        "frame": "desk/page.html" if hasattr(request, "actor") else "desk/bare.html",
    }
    return render(request, "accounts/problem.html", values, status=status)


def _answer(
    request: HttpRequest,
    actor: Actor,
    permission: str | None,
    view: Callable[..., HttpResponseBase],
    *args: Any,
    **kw: Any,
) -> HttpResponseBase:
    request.actor = actor  # type: ignore[attr-defined]
    try:
        if permission is not None:
            services.require_reach(actor, permission)
        response = view(request, *args, **kw)
    except (NotAllowedError, NotFoundError, ConflictError, StoppedError, FieldError, SealError) as error:
        response = _refused(request, error)
    if "Cache-Control" not in response.headers:
        add_never_cache_headers(response)
    return response


def _refused(request: HttpRequest, error: RingbackError) -> HttpResponse:
    """A page; or, for a button that changes only a part of one, the status and a message to show beside it."""
    if not _is_htmx(request) or request.method == "GET":
        return problem_page(request, error)
    messages.error(request, error.words)
    return HttpResponse(status=status_of(error))


def status_of(error: RingbackError) -> int:
    """The HTTP status that says best what kind of error it is."""
    return next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 500)


def _address_to_return_to(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" and not _is_htmx(request) else "/"


def _elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """A redirect that also moves the whole page when only a part of it was asked for."""
    return HttpResponseClientRedirect(address) if _is_htmx(request) else redirect(address)


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
