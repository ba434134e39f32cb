"""Which kinds of event a page may send, and who writes them: parts of this door register theirs at start.

A kind is a subclass of `Event` with a tag of its own; its writer gets all events of that kind in one batch, within the
batch's transaction. It must bear being called again with the same: a commit may go unconfirmed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Union

import msgspec

from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visit_token import Token
from ringback.doors.website.visitors.words import DeviceWords, PlaceWords


class Event(msgspec.Struct, tag_field="kind", frozen=True, kw_only=True):
    """What every event has: when it happened, by the page's own clock, in milliseconds."""

    at: int = 0


class Beacon(msgspec.Struct, frozen=True):
    """What a page sends: its site's key, the random id it gave to this view of itself, and what happened."""

    site: str
    view: str
    events: list[Any]
    token: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event as it is to be written.

    `at` is by our clock, `view` the key of the page view it belongs to, `network` the sender's address without its
    last part.
    """

    site: SiteFacts
    at: datetime
    view: int
    event: Any
    token: Token | None
    network: str
    place: PlaceWords
    device: DeviceWords


Write = Callable[[Sequence[Happened]], None]

_writers: dict[type[Event], Write] = {}


def register(kind: type[Event], write: Write) -> None:
    """Let events of `kind` be sent, and `write` write them; kinds are written in the order of registration."""
    _writers[kind] = write


def beacon_decoder() -> msgspec.json.Decoder[Any]:
    """Reads a `Beacon` whose events are of the kinds registered by now."""
    kinds: Any = Union[tuple(_writers)]  # noqa: UP007
    body = msgspec.defstruct("SentBeacon", [("events", list[kinds])], bases=(Beacon,), frozen=True, kw_only=True)
    return msgspec.json.Decoder(body)


def write(batch: Sequence[Happened]) -> None:
    """Write a batch, each kind by its writer. In the caller's transaction."""
    for kind, writer in _writers.items():
        if some := [one for one in batch if type(one.event) is kind]:
            writer(some)
