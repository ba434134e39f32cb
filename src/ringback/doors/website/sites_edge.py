"""What every public route of this door begins with: the site of a key, and whose pages may ask."""

from collections.abc import Collection
from functools import partial
from typing import TypedDict

import msgspec
from django.conf import settings
from starlette.responses import Response

from ringback.base.edge import addresses, origins, proof
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.proof import Proof
from ringback.base.edge.remembered import Remembered
from ringback.doors.website import rules, services
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visitors import words

SITE_SECONDS = 3.0


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


class KnownSites:
    """Sites by their keys, and the origins of all, remembered for seconds. Belongs to one event loop once started."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._sites = Remembered(SITE_SECONDS, self._read)
        self._origins = Remembered(SITE_SECONDS, self._read_origins)

    async def find(self, key: str) -> SiteFacts:
        """The site with this key. Raises ProblemError 404."""
        site = await self._sites.get(key[:40])
        if site is None:
            raise ProblemError(404, "unknown-site", "There is no such site", "Check the key in the page's snippet.")
        return site

    async def origins(self) -> frozenset[str]:
        """The origins that any site names."""
        return await self._origins.get(None)

    async def _read(self, key: str) -> SiteFacts | None:
        return await self.machinery.readers.read(partial(services.facts_by_key, key))

    async def _read_origins(self, _: None) -> frozenset[str]:
        return await self.machinery.readers.read(services.all_origins)


class SitesEdge:
    """The common part of an edge whose routes are asked by the pages of sites; all share one `KnownSites`."""

    def __init__(self, sites: KnownSites) -> None:
        self.sites = sites
        self.machinery = sites.machinery

    async def known_origins(self) -> Collection[str]:
        return await self.sites.origins()

    async def site(self, exchange: Exchange, key: str, *, origin_needed: bool = True) -> SiteFacts:
        """The site with this key, if the page that asks is one of its own. Raises ProblemError 404, 403."""
        site = await self.sites.find(key)
        exchange.language = site.language
        exchange.admit(site.origins, needed=origin_needed)
        return site

    @endpoint("preflight", counted=False)
    async def preflight(self, exchange: Exchange) -> Response:
        """Browsers ask before they send JSON: yes to the origins some site names, and nothing to others."""
        return origins.preflight(exchange.origin, exchange.allowed)
