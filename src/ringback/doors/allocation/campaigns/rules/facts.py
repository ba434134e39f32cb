"""A campaign as its public pages and the rules see it: plain values that can be remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

# An answer as it is kept: "yes" or "no", a choice's key, a number in digits, a text, an ISO date, a file's name;
# of "several", the keys.
Value = str | list[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """A question is shown only where that other one (`question`, its key) was given one of `answers`."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `kind` as the model's; `choices` are (key, text) pairs.

    `weights`, points by what was answered: of yes_no by "yes" and "no"; of choice by the choice's key, of several the
    same with "most" for all together; of number "each" and "most"; of text, file and date "given".
    """

    key: str
    kind: str
    text: str
    help: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    weights: Mapping[str, Decimal] = field(default_factory=dict)
    shown_if: Condition | None = None


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """A region: its last day by its own clock, and the first instant after it."""

    id: int
    name: str
    zone: str
    closes_on: date
    closes_at: datetime
    countries: tuple[str, ...] = ()
    tax_percent: Decimal = Decimal(0)
    tax_name: str = ""
    delivery_cost: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """Something that may be added; in an `exclusive` group exactly one is taken."""

    key: str
    group: str
    name: str
    price: Decimal = Decimal(0)
    exclusive: bool = False
    default: bool = False


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """A campaign with all that its public pages need."""

    id: int
    organisation_id: int
    organisation: str
    token: str
    title: str
    text: str
    state: str
    places: int
    opens_at: datetime | None
    delivery_from: date | None
    delivery_until: date | None
    published_at: datetime | None
    language: str
    contact_email: str
    currency: str
    base_price: Decimal
    regions: tuple[RegionFacts, ...]
    questions: tuple[Asked, ...]
    options: tuple[OptionFacts, ...]
    prefer_history: bool = False

    def region(self, region_id: int) -> RegionFacts | None:
        """The region of that id; None for none of this campaign's."""
        return next((one for one in self.regions if one.id == region_id), None)
