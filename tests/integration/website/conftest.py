"""A site with a hunt group, a web process that serves it, and a visitor who asks."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.channels.voice.models import HuntGroup
from ringback.doors.website.models import Site
from ringback.doors.website.services import SiteValues, save_site
from ringback.project.mounting import PublicPaths
from tests.servers.web import web

ORIGIN = "https://shop.example"
_numbers = count(1)


def fresh_number() -> str:
    """A German mobile number that no test has used yet."""
    return f"+49151{next(_numbers):08d}"


def site_values(**changes: Any) -> SiteValues:
    values: dict[str, Any] = {
        "name": "Tent shop",
        "origins": [ORIGIN],
        "group_id": None,
        "country": "DE",
        "consent_text": "Tents & Co may call me once about my request.",
        "most_per_address_hour": 1000,
    }
    return SiteValues(**(values | changes))


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    return Organisation.objects.create(name="Tents & Co")


@pytest.fixture
def actor(organisation: Organisation) -> Actor:
    return system_actor(organisation.pk)


@pytest.fixture
def group(organisation: Organisation) -> HuntGroup:
    return HuntGroup.objects.create(organisation=organisation, name="Sales")


@pytest.fixture
def site(actor: Actor, group: HuntGroup) -> Site:
    return save_site(actor, None, site_values(group_id=group.pk))


@pytest.fixture
def public() -> PublicPaths:
    return PublicPaths(["127.0.0.1/32"], "secret-of-metrics")


@pytest.fixture
def served(public: PublicPaths, transactional_db: None) -> Iterator[str]:
    with web(public) as address:
        yield address


Ask = Callable[..., httpx.Response]


@pytest.fixture
def client(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, headers={"Origin": ORIGIN}, timeout=20) as client:
        yield client


def wish(site: Site, phone: str, **changes: Any) -> dict[str, Any]:
    """What the widget would send."""
    body: dict[str, Any] = {
        "site": site.key,
        "phone": phone,
        "name": "Vera",
        "consent": {"version": site.consent_version, "accepted": True},
        "page": f"{ORIGIN}/tents/two-person.html?utm_source=news",
        "zone": "Europe/Berlin",
        "language": "de",
    }
    return body | changes


@pytest.fixture
def ask(client: httpx.Client, site: Site) -> Ask:
    """Leave a number as the widget does; keyword arguments change the body, `headers` go with it."""

    def asked(
        phone: str = "", *, headers: dict[str, str] | None = None, into: Site = site, **changes: Any
    ) -> httpx.Response:
        return client.post("/v1/callbacks", json=wish(into, phone or fresh_number(), **changes), headers=headers)

    return asked
