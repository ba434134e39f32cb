"""What the desk shows of messages: read-only, within the reader's grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages import words
from ringback.channels.messages.models import Message, State
from ringback.core.promises.services import Attempt

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageFilters:
    """Which messages are wanted; empty fields filter nothing. `words` are any part of the address or the subject.

    `offer` is the public id of an offer to many.
    """

    state: str = ""
    channel: str = ""
    kind: str = ""
    words: str = ""
    offer: str = ""
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some messages, newest first, and the key of the page after them ("" when this is the last)."""

    rows: tuple[Message, ...]
    after: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Everything about one message: `next_at` is when it is tried next, while it waits."""

    message: Message
    attempts: tuple[Attempt, ...]
    next_at: datetime | None
    parts: tuple[str, ...]
    may_act: bool


def messages(actor: Actor, wanted: MessageFilters, after: str = "", size: int = PAGE) -> Page:
    """A page of the organisation's messages, newest first, beginning after the key `after` of the page before."""
    require(actor, "messages.see")
    rows = _seen(actor).select_related("promise", "person").defer("text", "html")
    exact = {"state": wanted.state, "channel": wanted.channel, "kind": wanted.kind, "person_id": wanted.person_id}
    condition = Q(**{name: value for name, value in exact.items() if value})
    if wanted.words:
        condition &= Q(to_address__icontains=wanted.words) | Q(subject__icontains=wanted.words)
    if wanted.offer:
        condition &= Q(campaign__public_id=wanted.offer)
    if after.isdecimal():
        condition &= Q(id__lt=int(after))
    found = list(rows.filter(condition).order_by("-id")[: size + 1])
    return Page(tuple(found[:size]), str(found[size - 1].pk) if len(found) > size else "")


def message(actor: Actor, message_id: str) -> MessagePage:
    """One message with every attempt at it. Raises NotFoundError."""
    require(actor, "messages.see")
    found = _seen(actor).select_related("promise", "person").filter(public_id=message_id).first()
    if found is None:
        raise NotFoundError(_("There is no such message."))
    waiting = found.state == State.WAITING and found.promise is not None
    return MessagePage(
        message=found,
        attempts=tuple(Attempt.objects.filter(promise_id=found.promise_id).order_by("id")) if found.promise_id else (),
        next_at=found.promise.due_at if waiting and found.promise else None,
        parts=tuple(found.parts.values_list("name", flat=True)),
        may_act=actor.may("messages.act"),
    )


@dataclass(frozen=True, slots=True)
class About:
    """What a promise of a message is about, for a line on a list: kind, way, and the page that shows it.

    `said` is what the other side reported of it.
    """

    promise_id: int
    title: str | Promise
    way: str | Promise
    said: str
    url: str


def about(organisation_id: int, promise_ids: Iterable[int]) -> list[About]:
    """Those of the promises that keep a message of the organisation, in one query."""
    rows = Message.objects.filter(organisation_id=organisation_id, promise_id__in=promise_ids)
    return [
        About(
            promise_id,
            words.kind_title(kind),
            words.CHANNELS.get(channel, channel),
            words.said(*told),
            f"/messages/{public_id}/",
        )
        for promise_id, kind, channel, public_id, *told in rows.values_list(
            "promise_id", "kind", "channel", "public_id", "delivery", "delivery_words"
        )
        if promise_id is not None
    ]


def _seen(actor: Actor) -> QuerySet[Message]:
    return Message.objects.filter(organisation_id=actor.organisation_id)
