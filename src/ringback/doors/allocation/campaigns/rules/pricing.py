"""What a place costs, without tax, delivery and options, and with them (MISSION A4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ringback.doors.allocation.campaigns.rules.facts import CampaignFacts, OptionFacts, RegionFacts

_CENT = Decimal("0.01")
# Currencies that are paid in whole units.
_WHOLE = frozenset({"CLP", "JPY"})


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One part of the price, without tax. `kind`: base, option or delivery; `name` is an option's own."""

    kind: str
    name: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """`base` is the place alone; `net` with options and delivery; `gross` with tax. All in `currency`."""

    base: Decimal
    net: Decimal
    tax: Decimal
    gross: Decimal
    currency: str
    tax_name: str
    tax_percent: Decimal
    lines: tuple[PriceLine, ...]


def chosen(options: Sequence[OptionFacts], keys: Collection[str]) -> list[OptionFacts]:
    """The options that count where `keys` are asked for, in order.

    Unknown keys are left out. Of an exclusive group the first asked for counts; where none is, its default, else its
    first: such a group is a choice that must be made.
    """
    taken: list[OptionFacts] = []
    groups: dict[str, list[OptionFacts]] = {}
    for one in options:
        groups.setdefault(one.group, []).append(one)
    for group in groups.values():
        asked = [one for one in group if one.key in keys]
        if group[0].exclusive:
            taken.append(asked[0] if asked else next((one for one in group if one.default), group[0]))
        else:
            taken += asked
    return taken


def price(campaign: CampaignFacts, region: RegionFacts, keys: Collection[str]) -> Price:
    """What a place with these options costs in that region. Tax is taken of the whole, rounded once, half up."""
    step = Decimal(1) if campaign.currency in _WHOLE else _CENT
    options = [PriceLine("option", one.name, one.price) for one in chosen(campaign.options, keys)]
    lines = (PriceLine("base", "", campaign.base_price), *options, PriceLine("delivery", "", region.delivery_cost))
    net = sum((line.amount for line in lines), Decimal(0)).quantize(step, ROUND_HALF_UP)
    tax = (net * region.tax_percent / 100).quantize(step, ROUND_HALF_UP)
    return Price(
        campaign.base_price, net, tax, net + tax, campaign.currency, region.tax_name, region.tax_percent, lines
    )
