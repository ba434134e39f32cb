"""Which events there are: the registry that slices fill at start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise as Text
from django.utils.translation import gettext_lazy as _

from ringback.base.kit.errors import NotFoundError


@dataclass(frozen=True, slots=True)
class EventType:
    """One kind of event: past tense, "callback.requested". `example` is its data as the documentation shows it."""

    slug: str
    title: str | Text
    example: Mapping[str, Any] = field(default_factory=dict)


TEST = EventType("webhook.test", _("A test, sent from its page"), {"test": True})

_types: dict[str, EventType] = {}


def declare_event(event: EventType) -> None:
    """Make `event` known; the same slug again takes its place."""
    _types[event.slug] = event


def event_type(slug: str) -> EventType:
    """The type called `slug`. Raises NotFoundError."""
    if slug == TEST.slug:
        return TEST
    try:
        return _types[slug]
    except KeyError:
        raise NotFoundError(f"There is no event {slug!r}.") from None


def every_event() -> list[EventType]:
    """All that an endpoint may ask for, by slug."""
    return [_types[slug] for slug in sorted(_types)]
