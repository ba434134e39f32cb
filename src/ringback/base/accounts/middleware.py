"""Lets the pages of the sign-in library know who is acting, so that they carry the frame of the desk."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ringback.base.accounts.access import request_actor


class ActorOnAccountPages:
    """Middleware: sets `request.actor` where the view is allauth's, which our own decorator cannot reach."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: Any) -> None:
        if view.__module__.startswith("allauth.") and (actor := request_actor(request)) is not None:
            request.actor = actor  # type: ignore[attr-defined]
