"""Which kinds of message there are: the registry that slices fill at start."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from ringback.base.kit.errors import NotFoundError

SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message.

    `required` fields must be filled when a message is ordered, `optional` ones may be; `links` are those of them
    that hold web addresses. `purpose` "service" is what the person needs and gets whatever newsletter they left;
    any other names what they agreed to, and such messages carry an opt-out. `samples` fill the preview.
    `by_hand`: a person wrote it to this one person, so that it does not say of itself that a machine did.
    Texts: languages/<code>/<slug>.subject, .txt and, where it is more than the text, .html.
    """

    slug: str
    title: str | Promise
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    links: frozenset[str] = frozenset()
    channels: tuple[str, ...] = ("mail",)
    purpose: str = SERVICE
    by_hand: bool = False
    samples: Mapping[str, str] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """Every name that its texts may use."""
        return (*self.required, *self.optional, "organisation")


def purpose_on(purpose: str, channel: str) -> str:
    """The purpose that a person must have agreed to for `channel`: whoever agreed to mails did not to text messages.

    "offers" by mail is "offers", by text message "offers_sms"; what they need needs no consent on any.
    """
    return purpose if purpose == SERVICE or channel == "mail" else f"{purpose}_{channel}"


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Make `kind` known; the same slug again takes its place."""
    _kinds[kind.slug] = kind


def of(slug: str) -> Kind:
    """The kind called `slug`. Raises NotFoundError."""
    try:
        return _kinds[slug]
    except KeyError:
        raise NotFoundError(f"There is no kind of message {slug!r}.") from None


def is_by_hand(slug: str) -> bool:
    """Whether messages of the kind are written by a person; those of a kind that is not there any more are not."""
    return slug in _kinds and _kinds[slug].by_hand


def every() -> list[Kind]:
    """All kinds, by slug."""
    return [_kinds[slug] for slug in sorted(_kinds)]
