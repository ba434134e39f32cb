"""The public routes of polls: what is asked, `POST /v1/polls`, and what is answered, `POST /v1/polls/answers`."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated

import msgspec
from django.conf import settings
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ringback.base.edge import addresses, bodies
from ringback.base.edge.exchange import Exchange, endpoint
from ringback.base.edge.limits import SlidingLimit
from ringback.doors.website import rules as website_rules
from ringback.doors.website import visit_token
from ringback.doors.website.asking import Asker, FromPage, Ticked, asker
from ringback.doors.website.polls import answering
from ringback.doors.website.polls.answering import Answer
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.sites_edge import KnownSites, SitesEdge
from ringback.doors.website.visitors import services as visitors
from ringback.doors.website.visitors.quiet import is_quiet
from ringback.doors.website.writing import rules as writing_rules
from ringback.doors.website.writing.services import Letter, Receipt, contact_of

_Id = Annotated[int, msgspec.Meta(ge=1, lt=2**62)]


class AskBody(msgspec.Struct):
    """Which poll, for whom: the browser's token says which variant."""

    site: str
    poll: _Id
    language: str = ""
    token: str = ""


class AnswerBody(FromPage, kw_only=True):
    """What the widget sends. `contact` is an e-mail address, or empty: then nobody is known by it."""

    poll: _Id
    variant: str = "a"
    choice: str = ""
    text: str = ""
    contact: str = ""
    consent: Ticked | None = None


class TakenBody(msgspec.Struct, omit_defaults=True):
    """By when somebody answers, where an address was left; the browser's token, where it names somebody from now on."""

    answer_by: datetime | None = None
    visitor: str = ""


_ASK = msgspec.json.Decoder(AskBody)
_ANSWER = msgspec.json.Decoder(AnswerBody)


class PollsEdge(SitesEdge):
    """The routes, and what they remember between requests. Belongs to one event loop once started."""

    def __init__(self, sites: KnownSites) -> None:
        super().__init__(sites)
        self._answered = SlidingLimit(3600)

    def routes(self) -> list[BaseRoute]:
        posted = {"/v1/polls": self.ask, "/v1/polls/answers": self.answer}
        return [
            *(Route(path, handler, methods=["POST"]) for path, handler in posted.items()),
            *(Route(path, self.preflight, methods=["OPTIONS"]) for path in posted),
        ]

    @endpoint("ask-poll")
    async def ask(self, exchange: Exchange) -> Response:
        """`POST /v1/polls`: the question in the visitor's language and variant."""
        bodies.require_text(exchange.request)
        body = bodies.decode(_ASK, await bodies.read(exchange.request))
        site = await self.site(exchange, body.site)
        token = visit_token.read(body.token, site.organisation_id, settings.SECRET_KEY)
        work = partial(answering.ask, site, body.poll, body.language[:8], token)
        asked, contact = await self.machinery.readers.read(work)
        return exchange.json(answering.told(body.poll, asked, contact=contact))

    @endpoint("answer-poll")
    async def answer(self, exchange: Exchange) -> Response:
        """`POST /v1/polls/answers`: 201, whether it was new or taken in before (MISSION W21)."""
        bodies.require_json(exchange.request)
        body = bodies.decode(_ANSWER, await bodies.read(exchange.request))
        site = await self.site(exchange, body.site)
        answer = _answer_of(exchange, site, body)
        sender = (site.id, addresses.household(exchange.address))
        if (wait := self._answered.take(sender, site.most_per_address_hour)) is not None:
            raise website_rules.address_limit(wait)
        quiet = is_quiet(exchange.request)
        work = partial(_take_and_name, site, answer, body.token or "", body.visit or "", quiet=quiet)
        receipt, visitor = await self.machinery.writer.write(work)
        return exchange.json(TakenBody(receipt.answer_by if receipt else None, visitor), 201)


def _answer_of(exchange: Exchange, site: SiteFacts, body: AnswerBody) -> Answer:
    said = asker(exchange, site, body)
    return Answer(
        poll_id=body.poll,
        variant=body.variant,
        language=said["language"],
        choice=body.choice[:12],
        text=writing_rules.readable(body.text) if body.text.strip() else "",
        page=said["page"],
        key=said["key"],
        proof=said["proof"],
        letter=_letter(site, said, body) if body.contact.strip() else None,
    )


def _letter(site: SiteFacts, said: Asker, body: AnswerBody) -> Letter:
    """The address that was left, as a message whose words are made of the answer; key and proof are the answer's."""
    if body.consent is None or not body.consent.accepted:
        raise website_rules.no_consent_to_answer()
    phone, email = contact_of(site, body.contact)
    letter = Letter(
        **said,
        text="-",
        consent_version=body.consent.version,
        phone=phone,
        email=email,
        department=site.department(None),
    )
    return replace(letter, key=None, proof=None)


def _take_and_name(
    site: SiteFacts, answer: Answer, token: str, view: str, *, quiet: bool
) -> tuple[Receipt | None, str]:
    receipt = answering.take(site, answer)
    return receipt, visitors.recognise_writer(site, token, receipt.person_id if receipt else None, view, quiet=quiet)
