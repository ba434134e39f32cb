"""What a place costs, without tax, delivery and options, and with them."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.campaigns.rules import CampaignFacts, OptionFacts, RegionFacts, chosen, price

OPTIONS = (
    OptionFacts("o1", "Colour", "Red", Decimal(0), exclusive=True),
    OptionFacts("o2", "Colour", "Silver", Decimal(1500), exclusive=True, default=True),
    OptionFacts("o3", "Luggage", "Set of bags", Decimal("2499.99")),
    OptionFacts("o4", "Cover", "Car cover", Decimal("310.01")),
)


def region(percent: str = "19", delivery: str = "4500", name: str = "VAT") -> RegionFacts:
    at = datetime(2026, 5, 12, 22, tzinfo=UTC)
    return RegionFacts(
        1, "Europe", "Europe/Berlin", date(2026, 5, 12), at, (), Decimal(percent), name, Decimal(delivery)
    )


def campaign(base: str = "280000", currency: str = "EUR") -> CampaignFacts:
    return CampaignFacts(
        1, 1, "Works", "t", "Two hundred cars", "", "open", 200, None, None, None, None, "en", "", currency,
        Decimal(base), (region(),), (), OPTIONS,
    )  # fmt: skip


def test_the_price_alone_and_all_of_it() -> None:
    found = price(campaign(), region(), {"o1", "o3"})
    assert (found.base, found.net) == (Decimal(280000), Decimal("286999.99"))
    assert (found.tax, found.gross) == (Decimal("54530.00"), Decimal("341529.99"))
    assert [(line.kind, line.name, line.amount) for line in found.lines] == [
        ("base", "", Decimal(280000)),
        ("option", "Red", Decimal(0)),
        ("option", "Set of bags", Decimal("2499.99")),
        ("delivery", "", Decimal(4500)),
    ]


def test_of_an_exclusive_group_one_is_always_taken_and_what_nobody_offers_never() -> None:
    assert [one.key for one in chosen(OPTIONS, set())] == ["o2"]
    assert [one.key for one in chosen(OPTIONS, {"o1", "o2", "o4", "o9"})] == ["o1", "o4"]


def test_yen_have_no_cents() -> None:
    found = price(campaign("40000001", "JPY"), region("10", "0", "消費税"), {"o1"})
    assert (found.tax, found.gross) == (Decimal(4000000), Decimal(44000001))


@given(
    st.sets(st.sampled_from(["o1", "o2", "o3", "o4", "x"])),
    st.decimals(0, 100, places=2),
    st.decimals(0, 10**6, places=2),
)
def test_the_parts_add_up(keys: set[str], percent: Decimal, delivery: Decimal) -> None:
    found = price(campaign(), region(str(percent), str(delivery)), keys)
    assert found.net == sum(line.amount for line in found.lines)
    assert found.gross == found.net + found.tax
    assert abs(found.tax - found.net * percent / 100) <= Decimal("0.005")
