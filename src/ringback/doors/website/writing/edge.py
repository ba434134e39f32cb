"""The public route of what visitors write: `POST /v1/messages`."""

from datetime import datetime
from functools import partial

import msgspec
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.doors.website import rules as website_rules
from ringback.doors.website.asking import FromPage, Ticked, asker
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.visitors import services as visitors
from ringback.doors.website.visitors.quiet import is_quiet
from ringback.doors.website.writing import rules, services
from ringback.doors.website.writing.services import Letter, Receipt


class MessageBody(FromPage, kw_only=True):
    """What the widget sends. `contact` is a number or an e-mail address; `offers`: the box for later news."""

    text: str
    contact: str
    consent: Ticked
    offers: Ticked | None = None
    department: str | None = None


class ReceiptBody(msgspec.Struct, omit_defaults=True):
    """The answer: by when somebody writes back, and the browser's token where it names somebody from now on."""

    token: str
    answer_by: datetime
    visitor: str = ""


_DECODER = msgspec.json.Decoder(MessageBody)


class WritingEdge(SitesEdge):
    """The route, and what it remembers between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._written = SlidingLimit(3600)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/messages", self.write, methods=["POST"]),
            Route("/v1/messages", self.preflight, methods=["OPTIONS"]),
        ]

    @endpoint("write")
    async def write(self, exchange: Exchange) -> Response:
        """`POST /v1/messages`: 201 with by when it is answered, 200 for one that was taken in before (MISSION W24)."""
        bodies.require_json(exchange.request)
        body = bodies.decode(_DECODER, await bodies.read(exchange.request))
        site = await self.site(exchange, body.site)
        letter = letter_of(exchange, site, body)
        services.check(site, letter)
        sender = (site.id, addresses.household(exchange.address))
        if (wait := self._written.take(sender, site.most_per_address_hour)) is not None:
            raise website_rules.address_limit(wait)
        quiet = is_quiet(exchange.request)
        work = partial(_take_and_name, site, letter, body.token or "", body.visit or "", quiet=quiet)
        receipt, visitor = await self.machinery.writer.write(work)
        if receipt.replayed:
            self._written.give_back(sender)
        answer = ReceiptBody(receipt.token, receipt.answer_by, visitor)
        return exchange.json(answer, 200 if receipt.replayed else 201)


def letter_of(exchange: Exchange, site: SiteFacts, body: MessageBody) -> Letter:
    """What came in as a letter. Raises FieldError, ProblemError for what no person fills in."""
    said = asker(exchange, site, body)
    if not body.consent.accepted:
        raise website_rules.no_consent_to_answer()
    phone, email = services.contact_of(site, body.contact)
    return Letter(
        **said,
        text=rules.readable(body.text),
        consent_version=body.consent.version,
        phone=phone,
        email=email,
        offers=body.offers.version if body.offers and body.offers.accepted else "",
        department=site.department(body.department),
    )


def _take_and_name(site: SiteFacts, letter: Letter, token: str, view: str, *, quiet: bool) -> tuple[Receipt, str]:
    receipt = services.take(site, letter)
    return receipt, visitors.recognise_writer(site, token, receipt.person_id, view, quiet=quiet)
