"""No row of another organisation is ever reachable: every URL and API route is walked with foreign ids.

The public hot path (`/w/`, `/v1/callbacks`) is not in Django's URLconf and out of this test's reach: it knows
sites by key and requests by token, and its own tests hold that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ringback.base.accounts import services
from ringback.base.accounts.models import User
from ringback.base.accounts.rules import GrantValue
from ringback.project.api import api
from tests.integration.accounts import scene
from tests.integration.accounts.pageforms import forms_of
from tests.integration.accounts.world import World, everything, strays, world
from tests.integration.streamed import body_of

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")

# Parameters that name no row: any value of theirs is everybody's.
_STEPS = [{"slug": slug} for slug in ("organisation", "phone", "trunk", "group", "test")]
_KINDS = [{"kind": "website.callback"}]
_DOORS = [{"door": "website"}]
_TEXTS = [{"kind": "test", "language": "de"}]
PLAIN: dict[str, list[dict[str, Any]]] = {
    "desk:start-step": _STEPS,
    "desk:start-skip": _STEPS,
    "desk:count": [{"slug": "missed"}],
    **{f"allocation:question{name}": [{"key": "q1"}] for name in ("", "-move")},
    "promises:policy": _KINDS,
    "promises:policy-words": _KINDS,
    "promises:policy-reset": _KINDS,
    "promises:door-policy": _DOORS,
    "promises:door-policy-words": _DOORS,
    "promises:door-policy-reset": _DOORS,
    **{
        f"correspondence:{name}": [{"kind": "letter", "language": "de"}]
        for name in ("text", "text-preview", "text-test", "text-reset")
    },
    "correspondence:offer-seen": [{"language": "en"}],
    "correspondence:act": [{"deed": deed} for deed in ("now", "back", "arrived", "lost")],
}

# Routes whose address is itself the secret that opens them; anybody may try, and a wrong one opens nothing.
CAPABILITIES = {
    "accounts:accept",
    "account_confirm_email",
    "account_reset_password_from_key",
    "correspondence:leaving",
    "choosing:chosen",
    "jobs:job",
    "jobs:status",
    "jobs:thanks",
    "jobs:interview",
    "jobs:feed",
    "apply:apply",
    "apply:draft",
    "apply:status",
    "apply:withdraw",
    "apply:answer",
    "apply:agreement",
}

# Where people without a session have something to do.
PUBLIC = CAPABILITIES | {
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_email_verification_sent",
    "operator:login",
    "operator:logout",
}

# Streams that do not end; they carry hints of what changed, and no data.
STREAMS = {"desk:events"}

# What to send where an empty body would be refused before anybody looks at the row.
BODIES: dict[str, list[dict[str, str]]] = {
    "desk:clear-uncertain": [{"ended": "talked"}, {"ended": "not_reached"}, {"ended": "not_wanted"}],
    "voice:never-again": [{"why": "said so"}],
    "people:never-again": [{"channel": "voice", "why": "said so"}, {"channel": "mail", "why": "said so"}],
    "people:change": [{"name": "Changed"}],
    "people:agree": [{"purpose": "offers", "text": "May we write?", "how": "On the phone"}],
    "people:add-phone": [{"phone": "+49 30 12345688"}],
    "people:add-email": [{"email": "new@example.org"}],
    "people:erase": [{"why": "asked", "confirmed": "Zebra person"}, {"why": "asked", "confirmed": "Quokka person"}],
    "correspondence:inbound": [{"text": "An answer"}],
    "correspondence:inbound-act": [{"do": "assign"}, {"do": "done"}, {"do": "reopen"}, {"do": "reaches"}],
    "correspondence:webhook-act": [{"do": "test"}, {"do": "renew"}, {"do": "off"}, {"do": "on"}],
    "jobsearch:move": [{"stage": "applied", "version": "1"}],
    "jobsearch:employer": [{"name": "Changed"}],
    "jobsearch:contact": [{"name": "Changed", "rank": "hr"}],
    "jobsearch:link": [{"code": "ABCD"}, {"do": "withdraw"}],
    "jobsearch:call": [{"do": "begin"}, {"do": "answered"}, {"do": "end", "outcome": "no"}],
    "jobsearch:call-notes": [{"notes": "until Wednesday"}],
    "jobsearch:letter": [{"subject": "Changed", "body": "x", "version": "1", "do": "save"}],
    "jobsearch:letter-new": [{"kind": "slot"}],
    "jobsearch:letter-send": [{"version": "1", "do": "by_hand"}, {"version": "1", "do": "send"}],
    "jobsearch:letter-settle": [{"version": "1", "do": "discard"}],
    "jobsearch:mail": [{"do": "forget"}],
    "jobsearch:candidacy-edit": [{"position": "Changed", "level": "top"}],
    "hiring:move": [{"do": "move", "version": "1"}, {"do": "refused", "version": "1"}],
    "hiring:many": [{"step": "1:1:1"}, {"do": "end", "end": "refused", "chosen": "1:1"}],
    "hiring:merits": [{"merits": "Careful"}],
    "hiring:interview-change": [{"do": "held"}, {"do": "off", "why": "ill"}],
    "hiring:call": [
        {"do": "other", "way": "invitation"},
        {"do": "answered"},
        {"do": "end", "outcome": "reached"},
    ],
    "hiring:call-interest": [{"interest": "2"}],
    "hiring:call-email": [{"do": "spell", "email": "a@example.org"}, {"do": "confirm", "email": "a@example.org"}],
    "hiring:contact": [{"name": "Changed", "email": "changed@example.org"}],
    "hiring:rooms": [{"name": "Blue"}],
    "hiring:norms": [{"level": "top", "from_days": "1", "to_days": "2", "source": "us"}, {"do": "reset", "level": ""}],
    "hiring:marks": [{"mark_0": "4", "evidence_0": "said so"}],
    "hiring:wish": [{"team": "calm"}],
    "hiring:client": [{"company": "Other & Co", "language": "en"}, {"remove": "1"}],
    "hiring:client-promised": [{"due_at": "2027-01-11T10:00"}],
    "hiring:link": [{"do": "offer"}, {"do": "withdraw"}],
    "hiring:unblock": [{"decision": "yes", "why": "fits"}, {"do": "hold", "reason": "trip"}],
    "voice:score": [{"count": "1", "mark_0": "3"}],
    "voice:comment": [{"text": "Hello"}],
    "desk:missed-one": [{"do": "call"}, {"do": "done", "because": "met"}, {"do": "write", "subject": "x", "body": "y"}],
    "desk:promise": [
        {"do": "now", "generation": "1"},
        {"do": "call", "generation": "1"},
        {"do": "snooze", "generation": "1", "until": "hour", "why": "later"},
        {"do": "kept", "how": "met them"},
        {"do": "done"},
        {"do": "write", "subject": "Hello", "body": "Hello"},
        {"do": "cancel", "because": "not needed"},
    ],
}

_WEEK = [[["09:00", "17:00"]]] * 5 + [[], []]

# A whole body for each API operation that takes one, naming rows of the organisation whose ids it is handed.
API_BODIES: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
    "post /api/v1/callbacks": lambda ids: {
        "site": ids["site_key"],
        "phone": "+49 30 12345699",
        "consent": {"version": "1", "accepted": True},
    },
    "post /api/v1/calls/{call_id}/disposition": lambda ids: {"disposition": "success"},
    "put /api/v1/agents/{agent_id}/presence": lambda ids: {"presence": "away"},
    "post /api/v1/hiring/openings": lambda ids: {"title": "Cutter", "owner_id": ids["member_id"]},
    "post /api/v1/hiring/openings/{opening_id}/applications": lambda _ids: {"name": "New", "email": "n@example.org"},
    "post /api/v1/hiring/applications/{application_id}/move": lambda ids: {"version": 1, "stage_id": ids["stage_id"]},
    "post /api/v1/hiring/applications/{application_id}/finish": lambda _ids: {"version": 1, "state": "refused"},
    "post /api/v1/promises/{promise_id}/kept": lambda ids: {"word": "done"},
    "post /api/v1/promises/{promise_id}/outcome": lambda ids: {"outcome": "busy"},
    "post /api/v1/promises/{promise_id}/reschedule": lambda ids: {"generation": 1, "due_at": "2026-12-01T10:00:00Z"},
    "post /api/v1/promises/{promise_id}/cancel": lambda ids: {"why": "not needed"},
    "post /api/v1/promises/{promise_id}/hand-over": lambda ids: {"to_member_id": ids["member_id"]},
    "post /api/v1/promises/hand-over": lambda ids: {
        "promise_ids": [ids["promise_id"]],
        "to_member_ids": [ids["member_id"]],
    },
    "post /api/v1/hours/calendars": lambda ids: {"scope": "site", "scope_id": ids["site_id"], "week": _WEEK},
    "put /api/v1/hours/calendars/{calendar_id}": lambda ids: {"week": _WEEK},
    "post /api/v1/hours/calendars/{calendar_id}/exceptions": lambda ids: {"first_day": "2027-12-24"},
    "post /api/v1/hours/members/{member_id}/time-off": lambda ids: {"first_day": "2027-12-24"},
    "put /api/v1/hours/window": lambda ids: {"week": _WEEK},
    "post /api/v1/hours/permitted": lambda ids: {"group_id": ids["group_id"], "member_id": ids["member_id"]},
}
# Whose address and body name no row: there is nothing of others to reach for.
OWN_ALONE = {"put /api/v1/hours/window", "post /api/v1/hiring/openings"}

# Answers that tell a stranger nothing: not signed in, not allowed, not there, not with this method.
SHUT = {401, 403, 404, 405}


@dataclass(frozen=True)
class Route:
    """One line of the URLconf: its name with namespaces, its pattern, and the parameters it needs."""

    name: str
    pattern: URLPattern
    prefix: str
    parameters: tuple[str, ...]
    plain: dict[str, Any] = field(default_factory=dict)

    @property
    def is_api(self) -> bool:
        return self.prefix.startswith("api/")

    @property
    def is_operators(self) -> bool:
        return self.name.startswith("operator:")

    def address(self, values: dict[str, Any]) -> str:
        """The path with `values` filled in."""
        if self.pattern.name is None:
            return "/" + (self.prefix + str(self.pattern.pattern)).replace("^", "")
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def routes(resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Route]:
    """Every line of the URLconf, however deep."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            deeper = (*spaces, one.namespace) if one.namespace else spaces
            yield from routes(one, prefix + str(one.pattern), deeper)
        else:
            name = ":".join([*spaces, one.name or (prefix + str(one.pattern))])
            made = Route(name, one, prefix, tuple(one.pattern.regex.groupindex) or tuple(one.pattern.converters))
            yield from (replace(made, plain=values) for values in PLAIN.get(name, [{}]))


ALL = list(routes())
WITH_ROWS = [
    one for one in ALL if set(one.parameters) - set(one.plain) and one.name not in CAPABILITIES and not one.is_operators
]


def name_of(route: Route) -> str:
    return route.name


def values_for(route: Route, ids: dict[str, Any]) -> dict[str, Any]:
    """What fills the route's parameters: rows of `ids`, or plain values. Fails the test for one that is unknown."""
    known = ids | route.plain
    missing = [name for name in route.parameters if name not in known]
    assert not missing, (
        f"{route.name} has the parameter {missing[0]!r}, which this test cannot feed: make such a row in "
        "tests/integration/accounts/world.py and name it in `ids`, so that the route is tried with a foreign one."
    )
    return {name: known[name] for name in route.parameters}


@dataclass(frozen=True)
class Stage:
    """Two organisations, and an owner of ours at the door of theirs, by session and by token."""

    ours: World
    theirs: World
    browser: Client
    program: Client

    def client_for(self, route: Route) -> Client:
        return self.program if route.is_api else self.browser


@pytest.fixture
def stage() -> Stage:
    ours, theirs = world("Quokka", "+493012345601"), world("Zebra", "+493012345602")
    _token, text = services.make_token(ours.owner, "script")
    program = Client(headers={"Authorization": f"Bearer {text}"})
    return Stage(ours, theirs, scene.signed_in(ours.owner), program)


def ask(
    client: Client,
    method: str,
    address: str,
    data: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> HttpResponse:
    """The answer to one request, made within a savepoint so that an error in it does not end the test's transaction."""
    with transaction.atomic():
        call: Callable[..., HttpResponse] = getattr(client, method)
        more = {"data": data or {}} if method in ("get", "post") else {}
        return call(address, headers=headers or {}, **more)


def test_there_is_something_to_walk() -> None:
    names = {one.name for one in ALL}
    assert {"desk:today", "accounts:team", "api-1:me", "operator:index", "account_login"} <= names
    assert len(WITH_ROWS) > 10


@pytest.mark.parametrize("route", WITH_ROWS, ids=name_of)
def test_a_foreign_id_opens_and_changes_nothing(route: Route, stage: Stage) -> None:
    address = route.address(values_for(route, stage.theirs.ids))
    before = everything(stage.theirs.organisation.pk)
    for method in METHODS:
        for data in BODIES.get(route.name, [{}]) if method == "post" else [{}]:
            for headers in ({}, {"HX-Request": "true"}):
                answer = ask(stage.client_for(route), method, address, data, headers)
                shut = SHUT | {400, 422} if route.is_api else SHUT  # a form is refused before any row is looked for
                assert answer.status_code in shut, f"{method} {address} {data} answered {answer.status_code}"
                assert stage.theirs.mark not in _text(answer)
    assert everything(stage.theirs.organisation.pk) == before


@pytest.mark.parametrize("route", WITH_ROWS, ids=name_of)
def test_the_same_route_opens_with_an_id_of_ones_own(route: Route, stage: Stage) -> None:
    """Otherwise the test above would prove nothing."""
    address = route.address(values_for(route, stage.ours.ids))
    statuses = []
    for method in METHODS:
        for data in BODIES.get(route.name, [{}]) if method == "post" else [{}]:
            with transaction.atomic():
                answer = ask(stage.client_for(route), method, address, data)
                _text(answer)
                statuses.append(answer.status_code)
                transaction.set_rollback(True)
    assert any(status not in SHUT for status in statuses), f"{address}: {statuses}"


def test_every_route_can_be_fed(stage: Stage) -> None:
    for route in ALL:
        if not route.is_operators and route.name not in CAPABILITIES:
            route.address(values_for(route, stage.theirs.ids))


def test_no_page_shows_anything_of_another_organisation(stage: Stage) -> None:
    shown = []
    for route in ALL:
        if route.is_operators or route.name in CAPABILITIES or route.name in STREAMS:
            continue
        address = route.address(values_for(route, stage.ours.ids))
        if stage.theirs.mark in _text(ask(stage.client_for(route), "get", address)):
            shown.append(address)
    assert shown == []


def test_anonymous_people_get_nowhere(stage: Stage) -> None:
    before, wrong = everything(stage.theirs.organisation.pk), []
    nobody = Client()
    for route in ALL:
        if route.name in PUBLIC:
            continue
        address = route.address(_anything(route, stage.theirs.ids))
        for method in METHODS:
            nobody.cookies.clear()
            answer = ask(nobody, method, address)
            sent_to_sign_in = answer.status_code == 302 and "/login/" in answer["Location"]
            if not sent_to_sign_in and answer.status_code not in SHUT:
                wrong.append(f"{method} {address} answered {answer.status_code}")
    assert wrong == []
    assert everything(stage.theirs.organisation.pk) == before


def test_the_operators_tables_are_shut_for_members(stage: Stage) -> None:
    wrong = []
    for route in ALL:
        if not route.is_operators or route.name in PUBLIC:
            continue
        address = route.address(_anything(route, stage.theirs.ids))
        for method in ("get", "post"):
            answer = ask(stage.browser, method, address)
            sent_away = answer.status_code == 302 and answer["Location"].startswith("/operator/login/")
            if not sent_away and answer.status_code not in SHUT:
                wrong.append(f"{method} {address} answered {answer.status_code}")
    assert wrong == []


def test_a_foreign_id_in_a_form_links_nothing(stage: Stage) -> None:
    """Every form of ours is sent as it stands, with each choice replaced by the same kind of row of theirs."""
    before, sent = everything(stage.theirs.organisation.pk), 0
    for route in ALL:
        if route.is_api or route.is_operators or route.name in CAPABILITIES or route.name in STREAMS:
            continue
        address = route.address(values_for(route, stage.ours.ids))
        for form in forms_of(_text(ask(stage.browser, "get", address))):
            for data in form.with_foreign(stage.theirs.ids):
                with transaction.atomic():
                    ask(stage.browser, "post", form.action or address, data)
                    assert strays(stage.ours.organisation.pk) == [], f"{address} took {data}"
                    assert everything(stage.theirs.organisation.pk) == before, f"{address} took {data}"
                    transaction.set_rollback(True)
                sent += 1
    assert sent > 5


def test_a_foreign_id_in_an_api_body_opens_and_changes_nothing(stage: Stage) -> None:
    taking = {
        f"{method} {path}"
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation
    }
    assert taking == set(API_BODIES), "name what to send in API_BODIES, so that the operation is tried with foreign ids"
    before = everything(stage.theirs.organisation.pk)
    for operation, body in API_BODIES.items():
        method, _space, address = operation.partition(" ")
        send = partial(getattr(stage.program, method), content_type="application/json")
        if operation not in OWN_ALONE:
            foreign = send(address.format(**stage.theirs.ids), data=body(stage.theirs.ids))
            assert foreign.status_code in SHUT, f"{operation} answered {foreign.status_code}"
            assert stage.theirs.mark not in _text(foreign)
        assert strays(stage.ours.organisation.pk) == []
        with transaction.atomic():
            own = send(address.format(**stage.ours.ids), data=body(stage.ours.ids))
            transaction.set_rollback(True)  # the next operation finds the row as it was
        assert own.status_code in (200, 201, 202, 204), f"{operation} of ours answered {_text(own)}"
    assert everything(stage.theirs.organisation.pk) == before


def test_roles_of_another_organisation_count_for_nothing_here(stage: Stage) -> None:
    """An owner there who is a viewer here is a viewer here, whichever organisation the session names."""
    viewer = scene.member(stage.theirs.organisation, "viewer")
    member = User.objects.get(pk=viewer.user_id or 0).memberships.create(organisation=stage.ours.organisation)
    member.grants.create(role="owner")
    browser = scene.signed_in(viewer)
    browser.post("/team/switch/", {"organisation": str(stage.theirs.organisation.pk)})
    assert browser.get("/team/").status_code == 403
    assert services.grants_of(viewer.member_id or 0) == (GrantValue("viewer"),)


def _anything(route: Route, ids: dict[str, Any]) -> dict[str, Any]:
    """A value for every parameter; the operator's routes take any row's number."""
    if not route.is_operators:
        return values_for(route, ids)
    words = {"app_label": "accounts", "url": "nothing/"}
    return {name: words.get(name, 1) for name in route.parameters}


def _text(answer: HttpResponse | StreamingHttpResponse) -> str:
    """The whole body. A streamed one is closed by reading it to its end."""
    if not isinstance(answer, StreamingHttpResponse):
        return answer.content.decode(errors="replace")
    parts = answer.streaming_content
    whole = b"".join(parts) if isinstance(parts, Iterator) else async_to_sync(body_of)(answer)
    return whole.decode(errors="replace")
