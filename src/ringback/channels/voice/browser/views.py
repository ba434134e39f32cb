"""The page that is a phone: it stays open in a window of its own while its member works in others."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.channels.voice.browser import reads, rules, services

MOST_BODY = 40_000


@member_page()
@require_GET
def phone(request: MemberRequest) -> HttpResponse:
    """The phone. The microphone may be asked for on this page and on no other."""
    response = render(
        request,
        "voice/phone.html",
        {"agent": services.own_agent(request.actor), "available": services.available()},
    )
    response.headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=(), display-capture=()"
    return response


@member_page()
@require_POST
def here(request: MemberRequest) -> HttpResponseBase:
    """The page says that it is on, still open or gone; the answer is what is to be shown now."""
    said = _said(request)
    page, does = str(said.get("page", "")), said.get("does")
    if does == "close":
        services.close_page(request.actor, page)
        return HttpResponse(status=204)
    try:
        if does == "open":
            services.open_page(request.actor, page)
            mine = True
        else:
            mine = services.still_open(request.actor, page)
    except (NotFoundError, ConflictError):
        mine = False
    call = reads.ringing(request.actor) if mine else None
    shown: dict[str, Any] = {"mine": mine, "call": None}
    if call is not None:
        shown["call"] = {name: getattr(call, name) for name in call.__slots__}
    if does == "open":
        name = f"member-{request.actor.member_id}"
        shown["ice"] = rules.ice_servers(settings.TURN_URLS, settings.TURN_SECRET, name, clock.now())
    return JsonResponse(shown)


@member_page()
@require_POST
def told(request: MemberRequest) -> HttpResponseBase:
    """What the page does to its call: it rings, is answered, declined or left."""
    said = _said(request)
    told = services.Told(
        call_id=str(said.get("call", "")),
        leg=_number(said.get("leg")),
        said=str(said.get("said", "")),
        sdp=str(said.get("sdp", "")),
    )
    try:
        services.tell(request.actor, str(said.get("page", "")), told)
    except ConflictError:
        return HttpResponse(status=409)
    except FieldError:
        return HttpResponse(status=422)
    return HttpResponse(status=204)


def _said(request: MemberRequest) -> dict[str, Any]:
    if len(request.body) > MOST_BODY:
        return {}
    try:
        said = json.loads(request.body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _number(value: object) -> int:
    return value if isinstance(value, int) and 0 < value < 1000 else 0
