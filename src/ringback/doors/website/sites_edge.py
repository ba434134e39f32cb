"""What every public route of this door begins with: the site of a key, and whose pages may ask."""

from collections.abc import Collection
from functools import partial

from starlette.responses import Response

from ringback.base.edge import origins
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.doors.website import services
from ringback.doors.website.services import SiteFacts

SITE_SECONDS = 3.0


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
