"""The public routes of those who are known: naming a visitor after consent, saying whether one is known, forgetting."""

from functools import partial

import msgspec
from starlette.responses import Response

from ringback.base.edge import bodies
from ringback.base.edge.exchange import Exchange
from ringback.base.edge.problems import ProblemError
from ringback.base.kit import phones
from ringback.doors.website.sites_edge import SitesEdge
from ringback.doors.website.visitors import services
from ringback.doors.website.visitors.quiet import is_quiet


class NameBody(msgspec.Struct):
    """After a request: its token, the browser's own, and the id of the page view."""

    site: str
    callback: str
    token: str = ""
    view: str = ""


class TokenBody(msgspec.Struct):
    """A browser's token."""

    site: str
    token: str


_NAME = msgspec.json.Decoder(NameBody)
_TOKEN = msgspec.json.Decoder(TokenBody)


async def name(door: SitesEdge, exchange: Exchange) -> Response:
    """The browser's token, naming a visitor from now on. Needs the token of a request made minutes ago."""
    bodies.require_text(exchange.request)
    body = bodies.decode(_NAME, await bodies.read(exchange.request))
    site = await door.site(exchange, body.site)
    if is_quiet(exchange.request):
        raise ProblemError(409, "quiet", "This browser asks not to be recognised")
    work = partial(services.recognise_asker, site, body.token, body.callback[:40], body.view)
    token = await door.machinery.writer.write(work)
    if token is None:
        raise ProblemError(404, "unknown-request", "There is no such request")
    return exchange.json({"token": token})


async def known(door: SitesEdge, exchange: Exchange) -> Response:
    """Whether the number of who sends this token is kept, and its last digits: it need not be asked again."""
    bodies.require_text(exchange.request)
    body = bodies.decode(_TOKEN, await bodies.read(exchange.request))
    site = await door.site(exchange, body.site)
    number = await door.machinery.readers.read(partial(services.kept_number, site, body.token))
    return exchange.json({"known": True, "phone": phones.masked(number)} if number else {"known": False})


async def forget(door: SitesEdge, exchange: Exchange) -> Response:
    """Forget who sends this token; answers with one that names nobody."""
    bodies.require_text(exchange.request)
    body = bodies.decode(_TOKEN, await bodies.read(exchange.request))
    site = await door.site(exchange, body.site)
    return exchange.json({"token": await door.machinery.writer.write(partial(services.forget, site, body.token))})
