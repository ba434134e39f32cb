"""The public routes that take a rush: applications, drafts, and what it would cost. Answered once it is committed."""

from collections.abc import Collection
from functools import partial
from typing import Annotated, Any

import msgspec
from django.utils import translation
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.gathering import Gathering
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.machinery import Machinery
from ringback.base.edge.problems import FieldProblem, ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.campaigns.services import public_campaign
from ringback.doors.allocation.entries import rules, services
from ringback.doors.allocation.entries.pricing import PriceShown, shown
from ringback.doors.allocation.entries.saying import language_of
from ringback.doors.allocation.entries.services import Said, Submission, Unsent, WrongFieldsError
from ringback.doors.allocation.entries.submissions import check, shown_price

MOST_BYTES = 65_536
# Whole households, offices and the networks of phones stand behind one address: what is too much for one person is not
# for them. Of applications and drafts, in a minute.
MOST_APPLICATIONS = 120
MOST_DRAFTS = 600
CAMPAIGN_SECONDS = 3.0

Answer = Annotated[str, msgspec.Meta(max_length=8000)] | bool | int | float | list[str] | None
Short = Annotated[str, msgspec.Meta(max_length=400)]


class DraftBody(msgspec.Struct, kw_only=True):
    """A form as it stands. `token`: 24 to 40 letters, digits, "-" and "_", made by chance for this form alone."""

    campaign: Short
    token: Annotated[str, msgspec.Meta(pattern=f"^{rules.TOKEN.pattern}$")]
    language: Short = ""
    country: Short = ""
    name: Short = ""
    email: Short = ""
    phone: Short = ""
    answers: Annotated[dict[str, Answer], msgspec.Meta(max_length=200)] = {}
    options: Annotated[list[Short], msgspec.Meta(max_length=100)] = []
    homepage: str = ""


class EntryBody(DraftBody, kw_only=True):
    """A form that is sent. `consent` is the version of the text that was agreed to; `page` where."""

    consent: Short = ""
    page: str = ""


class EntryReceipt(msgspec.Struct):
    """`status` is the address that shows how the application stands.

    Whether this person had applied by another form is not said: their address is told.
    """

    status: str


_ENTRY = msgspec.json.Decoder(EntryBody)
_DRAFT = msgspec.json.Decoder(DraftBody)


class EntriesEdge:
    """The routes, and what they remember between requests. Belongs to one event loop once started."""

    def __init__(self, machinery: Machinery) -> None:
        self.machinery = machinery
        self._campaigns = Remembered(CAMPAIGN_SECONDS, self._read)
        self._entries: Gathering[Submission] = Gathering(machinery.writer, services.take)
        self._drafts: Gathering[Unsent] = Gathering(machinery.writer, services.save_drafts)
        self._senders = SlidingLimit(60)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/v1/entries", self.submit, methods=["POST"]),
            Route("/v1/drafts", self.save, methods=["POST"]),
            Route("/v1/price", self.price, methods=["GET"]),
        ]

    async def known_origins(self) -> Collection[str]:
        """Our own pages ask, and programs; pages of others cannot read the answers."""
        return ()

    @endpoint("entries", counted=False)
    async def submit(self, exchange: Exchange) -> Response:
        """`POST /v1/entries`: 201 when it is on the disk; 200 for what was sent before; 409 late, 422 wrong fields.

        What arrives in time counts, however long it then waits.
        """
        arrived_at = clock.now()
        self._check_rate(exchange, "entry", MOST_APPLICATIONS)
        bodies.require_json(exchange.request)
        body = bodies.decode(_ENTRY, await bodies.read(exchange.request, MOST_BYTES))
        campaign = await self._campaign(exchange, body)
        if body.homepage.strip():
            return exchange.json(EntryReceipt(""), 201)
        asks_files = any(one.kind == "file" for one in campaign.questions)
        files = (
            await self.machinery.readers.read(partial(services.files_of, campaign, body.token)) if asks_files else {}
        )
        said = _said(
            body,
            arrived_at=arrived_at,
            consent_version=body.consent,
            files=files,
            address=exchange.address,
            page=body.page,
        )
        try:
            submission = Submission(check(campaign, said))
        except WrongFieldsError as error:
            raise _problem(error) from error
        await self._entries.add(submission)
        receipt = submission.outcome()
        return exchange.json(EntryReceipt(f"/apply/status/{receipt.token}/"), 200 if receipt.replayed else 201)

    @endpoint("drafts", counted=False)
    async def save(self, exchange: Exchange) -> Response:
        """`POST /v1/drafts`: 204 when it is on the disk."""
        self._check_rate(exchange, "draft", MOST_DRAFTS)
        bodies.require_json(exchange.request)
        body = bodies.decode(_DRAFT, await bodies.read(exchange.request, MOST_BYTES))
        campaign = await self._campaign(exchange, body)
        await self._drafts.add(Unsent(campaign, _said(body, arrived_at=clock.now())))
        return Response(status_code=204)

    @endpoint("price")
    async def price(self, exchange: Exchange) -> Response:
        """`GET /v1/price?campaign=…&country=…&option=…`: what that costs there (MISSION A4), in words."""
        asked = exchange.request.query_params
        campaign = await self._campaigns.get(asked.get("campaign", "")[:40])
        if campaign is None:
            raise _unknown()
        price = shown_price(campaign, asked.get("country", "")[:2], asked.getlist("option")[:100])
        language = language_of(asked.get("language", "")[:20], campaign.language)
        return exchange.json(shown(price, language) if price else PriceShown((), ""))

    async def _campaign(self, exchange: Exchange, body: DraftBody) -> CampaignFacts:
        campaign = await self._campaigns.get(body.campaign[:40])
        if campaign is None:
            raise _unknown()
        exchange.language = language_of(body.language, campaign.language)
        return campaign

    async def _read(self, token: str) -> CampaignFacts | None:
        try:
            return await self.machinery.readers.read(partial(public_campaign, token))
        except NotFoundError:
            return None

    def _check_rate(self, exchange: Exchange, what: str, most: int) -> None:
        wait = self._senders.take((what, addresses.household(exchange.address)), most)
        if wait is not None:
            raise ProblemError(429, "too-many-requests", "Too many requests", retry_after=wait)


def _said(body: DraftBody, **more: Any) -> Said:
    names = ("token", "language", "country", "name", "email", "phone", "answers", "options")
    return Said(**{name: getattr(body, name) for name in names}, **more)


def _problem(error: WrongFieldsError) -> ProblemError:
    wrong = [FieldProblem(one.field, one.problem, one.mend) for one in error.every]
    return ProblemError(422, "fields", translation.gettext("Something is to be corrected"), error.problem, wrong)


def _unknown() -> ProblemError:
    return ProblemError(404, "unknown-campaign", "There is no such campaign")
