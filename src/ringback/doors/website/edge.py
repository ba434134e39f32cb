"""The website door's public routes: the widget's script, asking for a callback, following it, calling it off."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import msgspec
from django.conf import settings
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies, problems, proof, streams
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.base.edge.problems import ProblemError
from ringback.base.edge.remembered import Remembered
from ringback.base.edge.streams import EventStream
from ringback.base.edge.watch import Frame, Watch
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import NotFoundError
from ringback.base.kit.origins import origin_of
from ringback.base.kit.phones import Phone
from ringback.doors.website import logos, rules, services
from ringback.doors.website.asking import FromPage, Ticked, asker
from ringback.doors.website.choosing.edge import OffersBody, body_of
from ringback.doors.website.proving import services as proving
from ringback.doors.website.rules import Shown
from ringback.doors.website.script import Scripts
from ringback.doors.website.services import Followed, SiteFacts, Wish
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.slots.services import NotThenError, Offers, TakenError
from ringback.doors.website.talking import services as talking
from ringback.doors.website.visitors import services as visitors
from ringback.doors.website.visitors.cities import Cities
from ringback.doors.website.visitors.quiet import is_quiet

FOLLOWED_SECONDS = 30.0
# Codes asked for and given back by one address within an hour.
MOST_GUESSES = 30


class CallbackBody(FromPage, kw_only=True):
    """What the widget sends. Without a `phone`, `token` says who is known already.

    `at`: one of the times of `GET /v1/slots`; without it they are called now. `offers` is the box for later news.
    """

    consent: Ticked
    phone: str = ""
    department: str | None = None
    talk: bool = False
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    offers: Ticked | None = None


class StateBody(msgspec.Struct, omit_defaults=True):
    """Where a request stands, as the public contract has it."""

    state: str
    at: datetime
    seconds_waited: float
    message_key: str
    retry_at: datetime | None = None
    position: int | None = None
    estimate_seconds: int | None = None


class StandingBody(msgspec.Struct, omit_defaults=True):
    """How far the proof of a number has come, as `proving.Standing` has it."""

    proof: str
    again_seconds: int | None = None
    troubled: bool = False


class ProofBody(msgspec.Struct):
    """What a visitor typed of a message of ours."""

    code: str


_DECODER = msgspec.json.Decoder(CallbackBody)
_PROOF = msgspec.json.Decoder(ProofBody)


class WebsiteEdge(SitesEdge):
    """The routes, and what they remember between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._followed = Remembered(FOLLOWED_SECONDS, self._read_followed)
        self._asked = SlidingLimit(3600)
        self._guessed = SlidingLimit(3600)
        self._cities = Cities(settings.CITY_FILE)
        self._watch = Watch("progress", "promises", _frames)
        self._scripts = Scripts(settings.PUBLIC_URL)

    def routes(self) -> list[BaseRoute]:
        one = "/v1/callbacks/{token}"
        asked_first = (
            "/v1/callbacks",
            "/v1/challenge",
            one,
            *(f"{one}/{what}" for what in ("events", "cancel", "code", "proof")),
        )
        return [
            Route("/w/{key}.js", self.script, methods=["GET"]),
            Route("/w/{hash}/{name}.js", self.dialog, methods=["GET"]),
            Route("/w/logos/{name}", self.logo, methods=["GET"]),
            Route("/v1/callbacks", self.ask, methods=["POST"]),
            Route("/v1/challenge", self.challenge, methods=["GET"]),
            Route(one, self.state, methods=["GET"]),
            Route(f"{one}/events", self.events, methods=["GET"]),
            Route(f"{one}/cancel", self.cancel, methods=["POST"]),
            Route(f"{one}/code", self.standing, methods=["GET"]),
            Route(f"{one}/code", self.code, methods=["POST"]),
            Route(f"{one}/proof", self.proof, methods=["POST"]),
            *(Route(path, self.preflight, methods=["OPTIONS"]) for path in asked_first),
        ]

    def start(self) -> None:
        self._watch.__enter__()

    def stop(self) -> None:
        self._watch.__exit__(None)

    async def _read_followed(self, token: str) -> Followed | None:
        try:
            return await self.machinery.readers.read(partial(services.find, token))
        except NotFoundError:
            return None

    async def followed(self, exchange: Exchange) -> Followed:
        """The request whose token is in the path; unknown and malformed tokens get the same answer."""
        token = exchange.request.path_params["token"]
        followed = await self._followed.get(token) if rules.is_token(token) else None
        if followed is None:
            raise ProblemError(404, "unknown-request", "There is no such request")
        await self.site(exchange, followed.site_key, origin_needed=False)
        return followed

    @endpoint("script", counted=False)
    async def script(self, exchange: Exchange) -> Response:
        """`GET /w/<key>.js`: the site's configuration and the beacon. Notes that the site has been seen."""
        request = exchange.request
        site = await self.sites.find(request.path_params["key"])
        self._note_seen(site, request)
        make = partial(self._scripts.response, site, request.headers.get("accept-encoding", ""))
        response = make() if self._scripts.ready(site) else await self.machinery.readers.read(make)
        if request.headers.get("if-none-match", "") == response.headers["etag"]:
            headers = {name: value for name, value in response.headers.items() if name != "content-length"}
            return Response(status_code=304, headers=headers)
        return response

    @endpoint("dialog", counted=False)
    async def dialog(self, exchange: Exchange) -> Response:
        """`GET /w/<hash>/dialog.<language>.js`: the dialog; what stands at such an address never changes."""
        request = exchange.request
        name = "{hash}/{name}.js".format(**request.path_params)
        return self._scripts.dialog(name, request.headers.get("accept-encoding", ""))

    @endpoint("logo")
    async def logo(self, exchange: Exchange) -> Response:
        """`GET /w/logos/<name>`: a site's logo; what stands at such an address never changes."""
        name = exchange.request.path_params["name"]
        content = await self.machinery.readers.read(partial(services.read_logo, name[:60]))
        if content is None:
            raise ProblemError(404, "unknown-logo", "There is no such logo")
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Content-Security-Policy": "default-src 'none'",
        }
        return Response(content, 200, headers, logos.TYPES[name.rpartition(".")[2]])

    def _note_seen(self, site: SiteFacts, request: Request) -> None:
        stale = site.seen_at is None or clock.now() - site.seen_at > services.SEEN_EVERY
        if stale and origin_of(request.headers.get("referer", "")) in site.origins:
            self.machinery.writer.submit(partial(services.mark_seen, site.id))

    @endpoint("challenge")
    async def challenge(self, exchange: Exchange) -> Response:
        """`GET /v1/challenge?site=<key>`: work to be done before a request, where the site asks for it."""
        site = await self.site(exchange, exchange.request.query_params.get("site", ""), origin_needed=False)
        if not site.proof_of_work:
            raise ProblemError(404, "no-challenge", "This site asks for no proof of work")
        make: partial[dict[str, Any]] = partial(proof.challenge, settings.SECRET_KEY, site.key)
        return exchange.json(await self.machinery.readers.read(make))

    @endpoint("ask")
    async def ask(self, exchange: Exchange) -> Response:
        """`POST /v1/callbacks`: 201 with a token, or 200 with the token of the open request this one repeats."""
        bodies.require_json(exchange.request)
        body = bodies.decode(_DECODER, await bodies.read(exchange.request))
        site = await self.site(exchange, body.site, origin_needed=True)
        wish = self._wish(exchange, site, body, await self._phone(site, body))
        check, request = (
            (talking.check_talk, talking.request_talk)
            if body.talk
            else (services.check_wish, services.request_callback)
        )
        check(site, wish)
        sender = (site.id, addresses.household(exchange.address))
        if (wait := self._asked.take(sender, site.most_per_address_hour)) is not None:
            raise rules.address_limit(wait)
        try:
            receipt = await self.machinery.writer.write(partial(request, site, wish))
        except NotThenError as refused:
            if isinstance(refused, TakenError):
                self._asked.give_back(sender)
            return exchange.json(_not_then(refused, site, await self.machinery.readers.read(refused.offers)), 409)
        if receipt.repeated or receipt.replayed:
            self._asked.give_back(sender)
        return exchange.json(_receipt_body(receipt), 200 if receipt.repeated else 201)

    async def _phone(self, site: SiteFacts, body: CallbackBody) -> Phone:
        if body.phone.strip():
            return phones.parse(body.phone, site.country)
        return talking.NO_PHONE if body.talk else await self._kept_phone(site, body)

    async def _kept_phone(self, site: SiteFacts, body: CallbackBody) -> Phone:
        """The number of who is known already (MISSION W13). Raises FieldError where nobody is."""
        find = partial(visitors.kept_number, site, body.token or "")
        return phones.parse(await self.machinery.readers.read(find) if body.token else "", site.country)

    def _wish(self, exchange: Exchange, site: SiteFacts, body: CallbackBody, phone: Phone) -> Wish:
        said = asker(exchange, site, body)
        if not body.consent.accepted:
            raise rules.no_consent()
        return Wish(
            **said,
            phone=phone,
            consent_version=body.consent.version,
            department=site.department(body.department),
            offers=body.offers.version if body.offers and body.offers.accepted else "",
            city="" if is_quiet(exchange.request) else self._cities.place_of(exchange.address).said,
            at=body.at,
        )

    @endpoint("state")
    async def state(self, exchange: Exchange) -> Response:
        """`GET /v1/callbacks/<token>`: where the request stands now."""
        followed = await self.followed(exchange)
        return exchange.json(await self._shown(followed))

    async def _shown(self, followed: Followed) -> StateBody:
        shown = await self.machinery.readers.read(partial(services.request_progress, followed))
        return _state_body(shown, followed.created_at)

    @endpoint("events")
    async def events(self, exchange: Exchange) -> Response:
        """`GET /v1/callbacks/<token>/events`: an event for every change of state, until a final one."""
        followed = await self.followed(exchange)
        sender = addresses.household(exchange.address)
        self.machinery.streams.enter(sender)
        subscription = self._watch.subscribe(followed.promise_id)
        return EventStream(self.machinery.streams, sender, subscription, exchange.cors())

    @endpoint("cancel")
    async def cancel(self, exchange: Exchange) -> Response:
        """`POST /v1/callbacks/<token>/cancel`: nobody is called any more; answers with the state."""
        followed = await self.followed(exchange)
        await self.machinery.writer.write(partial(services.cancel, followed))
        return exchange.json(await self._shown(followed))

    @endpoint("standing")
    async def standing(self, exchange: Exchange) -> Response:
        """`GET /v1/callbacks/<token>/code`: whether a code is to be had, was sent, or has come back."""
        followed = await self.followed(exchange)
        now = await self.machinery.readers.read(partial(proving.standing, followed))
        return exchange.json(StandingBody(now.proof, now.again_seconds, now.troubled))

    @endpoint("code")
    async def code(self, exchange: Exchange) -> Response:
        """`POST /v1/callbacks/<token>/code`: a code is sent to the number, which proves that it is theirs."""
        followed = await self.followed(exchange)
        self._take_guess(exchange)
        await self.machinery.writer.write(partial(proving.send, followed))
        return exchange.json(await self._shown(followed), 202)

    @endpoint("proof")
    async def proof(self, exchange: Exchange) -> Response:
        """`POST /v1/callbacks/<token>/proof`: the code given back; from now on they may be rung first."""
        followed = await self.followed(exchange)
        bodies.require_json(exchange.request)
        body = bodies.decode(_PROOF, await bodies.read(exchange.request))
        self._take_guess(exchange)
        if not await self.machinery.writer.write(partial(proving.prove, followed, body.code)):
            raise proving.wrong_code()
        return exchange.json(await self._shown(followed))

    def _take_guess(self, exchange: Exchange) -> None:
        if (wait := self._guessed.take(addresses.household(exchange.address), MOST_GUESSES)) is not None:
            raise rules.address_limit(wait)


class ReceiptBody(msgspec.Struct, omit_defaults=True):
    """The answer to a request for a callback."""

    token: str
    phone_shown: str
    events: str
    state: str = "received"
    repeated: bool = False


class NotThenBody(msgspec.Struct):
    """The answer to a time that is gone, or to a call now after hours: a problem, with what can be had beside it."""

    type: str
    title: str
    status: int
    detail: str
    slots: OffersBody


def _not_then(refused: NotThenError, site: SiteFacts, offers: Offers) -> NotThenBody:
    problem = problems.from_error(refused).body
    kind = f"urn:ringback:problem:{refused.kind}"
    return NotThenBody(kind, problem.title, 409, problem.detail, body_of(offers, site))


def _receipt_body(receipt: services.Receipt) -> dict[str, Any]:
    body: dict[str, Any] = {
        "token": receipt.token,
        "phone_shown": phones.masked(receipt.phone),
        "events": f"/v1/callbacks/{receipt.token}/events",
        "state": "received",
    }
    if receipt.wished_at is not None:
        body |= {"state": rules.SCHEDULED, "retry_at": receipt.wished_at, "change": receipt.change}
    return {**body, "repeated": True} if receipt.repeated else body


def _state_body(shown: Shown, created_at: datetime) -> StateBody:
    waited = round(shown.waited(created_at, clock.now()), 1)
    return StateBody(
        shown.state, shown.at, waited, shown.message_key, shown.retry_at, shown.position, shown.estimate_seconds
    )


def _frames(promise_ids: Collection[int]) -> dict[int, Frame]:
    """One frame for each watched promise, encoded once for all its watchers."""
    created = services.created_at(promise_ids)
    shown = services.shown_progress(created)
    return {
        key: Frame(
            streams.event("state", _state_body(one, created[key])),
            (one.state, one.retry_at, one.message_key, one.position, one.estimate_seconds),
            one.final,
        )
        for key, one in shown.items()
    }
