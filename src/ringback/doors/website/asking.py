"""What every page sends beside a visitor's wish, and what is made of it."""

from typing import TypedDict

import msgspec
from django.conf import settings

from ringback.base.edge import addresses, proof
from ringback.base.edge.exchange import Exchange
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.proof import Proof
from ringback.doors.website import rules
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visitors import words


class Ticked(msgspec.Struct):
    """A box that was ticked, and which version of the text stood beside it."""

    version: str
    accepted: bool


class FromPage(msgspec.Struct, kw_only=True):
    """What every page sends beside a visitor's wish. `website` is a field no person sees: who fills it in is a program.

    `visit` is the random id of the page view, `token` what the browser keeps.
    """

    site: str
    name: str | None = None
    page: str | None = None
    referrer: str | None = None
    zone: str | None = None
    language: str | None = None
    pow: str | None = None
    website: str | None = None
    visit: str | None = None
    token: str | None = None


class Asker(TypedDict):
    """Who asks from where, as the wishes of this door have it; each is described there."""

    name: str
    page: str
    referrer: str
    zone: str
    language: str
    address: str
    address_hash: str
    key: str | None
    proof: Proof | None
    view: int | None


def asker(exchange: Exchange, site: SiteFacts, body: FromPage) -> Asker:
    """What a page said of who asks, made safe. Raises ProblemError for what no person fills in, and a bad proof."""
    if body.website:
        raise ProblemError(422, "not-a-person", "This was not filled in by a person")
    return Asker(
        name=rules.one_line(body.name, 120),
        page=rules.web_address(body.page),
        referrer=rules.web_address(body.referrer),
        zone=rules.one_line(body.zone, 64),
        language=rules.one_line(body.language, 8),
        address=exchange.address,
        address_hash=addresses.hashed(exchange.address, settings.SECRET_KEY),
        key=rules.key_of(exchange.request.headers.get("idempotency-key")),
        proof=proof.check(body.pow or "", settings.SECRET_KEY, site.key) if site.proof_of_work else None,
        view=words.view_key(site.id, body.visit or ""),
    )
