"""What a visitor is asked, and taking in what they answer: nobody's, or with an address a message and a promise."""

from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from ringback.base.edge.proof import Proof
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError, StoppedError
from ringback.doors.website import rules as website_rules
from ringback.doors.website.polls import rules
from ringback.doors.website.polls.models import Poll, PollAnswer
from ringback.doors.website.polls.rules import Asked
from ringback.doors.website.prompts import tact
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.services.requests import spend
from ringback.doors.website.visit_token import Token
from ringback.doors.website.writing import services as writing
from ringback.doors.website.writing.models import WrittenMessage
from ringback.doors.website.writing.services import Letter, Receipt


@dataclass(frozen=True, slots=True)
class Answer:
    """What came in. `letter` where they left an address: its text is made here. `variant` as they were asked."""

    poll_id: int
    variant: str
    language: str
    choice: str
    text: str
    page: str = ""
    key: str | None = None
    proof: Proof | None = None
    letter: Letter | None = None


def ask(site: SiteFacts, poll_id: int, language: str, token: Token | None) -> tuple[Asked, bool]:
    """The poll as this browser is asked it, and whether an address is asked for. Raises NotFoundError."""
    poll = _poll(site, poll_id)
    variant = tact.variant_of(token, has_variants=rules.has_second(poll.second)) if token else "a"
    return _asked(site, poll, language, variant), poll.asks_contact


def told(poll_id: int, asked: Asked, *, contact: bool) -> dict[str, Any]:
    """The poll as a browser gets it."""
    return {
        "poll": poll_id,
        "variant": asked.variant,
        "language": asked.language,
        "question": asked.question,
        "more": asked.more,
        "choices": [{"key": key, "text": text} for key, text in asked.choices],
        "contact": contact,
    }


def take(site: SiteFacts, answer: Answer) -> Receipt | None:
    """Write it down, once for each key; with an address, the receipt of its message.

    Raises FieldError, StoppedError, LimitError, NotFoundError, ConflictError (a proof of work spent before).
    """
    if site.paused:
        raise StoppedError("This site takes no answers just now.")
    poll = _poll(site, answer.poll_id)
    asked = _asked(site, poll, answer.language, answer.variant)
    if not (answer.choice or answer.text):
        raise FieldError("choice", "There is no answer yet.", "Choose one, or write something.")
    if answer.choice and answer.choice not in dict(asked.choices):
        raise FieldError("choice", "This is no choice any more.", "Reload the page.")
    try:
        with transaction.atomic():
            return _take(site, poll, asked, answer)
    except IntegrityError:
        with transaction.atomic():
            return _take(site, poll, asked, answer)


def _take(site: SiteFacts, poll: Poll, asked: Asked, answer: Answer) -> Receipt | None:
    if answer.key is not None:
        before = PollAnswer.objects.select_related("message__promise").filter(poll=poll, key=answer.key).first()
        if before is not None:
            return _receipt(before.message)
    recent = PollAnswer.objects.filter(poll__site_id=site.id, created_at__gt=clock.now() - website_rules.HOUR)
    website_rules.check_site_limit(recent.count(), site.most_per_site_hour)
    receipt = _written(site, asked, answer)
    if answer.letter is None and answer.proof is not None:
        spend(answer.proof)
    message = WrittenMessage.objects.filter(token=receipt.token).first() if receipt else None
    PollAnswer.objects.create(
        poll=poll,
        variant=asked.variant,
        language=asked.language,
        choice=answer.choice,
        text=answer.text,
        person_id=receipt.person_id if receipt else None,
        message=message,
        page=answer.page,
        key=answer.key,
    )
    return receipt


def _written(site: SiteFacts, asked: Asked, answer: Answer) -> Receipt | None:
    if answer.letter is None:
        return None
    text = rules.said(asked, answer.choice, answer.text)
    return writing.take(site, replace(answer.letter, text=text, key=None, source="poll", proof=answer.proof))


def _receipt(message: WrittenMessage | None) -> Receipt | None:
    if message is None:
        return None
    due_at = message.promise.first_due_at if message.promise else message.created_at
    return Receipt(message.token, message.person_id, due_at, replayed=True)


def _poll(site: SiteFacts, poll_id: int) -> Poll:
    poll = Poll.objects.filter(site_id=site.id, id=poll_id, active=True).first()
    if poll is None:
        raise NotFoundError("There is no such poll.")
    return poll


def _asked(site: SiteFacts, poll: Poll, language: str, variant: str) -> Asked:
    known = variant if variant == "b" and rules.has_second(poll.second) else "a"
    return rules.asked(poll.texts, poll.second, poll.choices, site.language, language, known)
