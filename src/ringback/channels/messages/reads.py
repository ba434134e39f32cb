"""What the desk shows of messages: read-only, within the reader's grants."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.models import Message, State
from ringback.core.promises.services import Attempt

PAGE = 50


@dataclass(frozen=True, slots=True)
class MessageFilters:
    """Which messages are wanted; empty fields filter nothing. `words` are any part of the address or the subject."""

    state: str = ""
    channel: str = ""
    kind: str = ""
    words: str = ""
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


def counts(actor: Actor) -> Mapping[str, int]:
    """How many messages need a look: those not delivered and those in doubt, of the newest thousand."""
    require(actor, "messages.see")
    newest = _seen(actor).order_by("-id").values_list("state", flat=True)[:1000]
    found: dict[str, int] = {}
    for state in newest:
        found[state] = found.get(state, 0) + 1
    return found


def _seen(actor: Actor) -> QuerySet[Message]:
    return Message.objects.filter(organisation_id=actor.organisation_id)
