"""Ranks, cuts, opinions, who may do what, and dealing out: from plain values."""

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.reviewing.rules.dealing import dealt
from ringback.doors.allocation.reviewing.rules.ranking import cut, leaves_out_equals, ranks
from ringback.doors.allocation.reviewing.rules.standing import (
    Act,
    Circumstances,
    Hindrance,
    Verdict,
    days_left,
    decide_by,
    hindrance,
    many_at_once,
    verdict,
)

SCORES = st.lists(st.integers(-5, 5).map(Decimal), max_size=40)


@given(SCORES, st.randoms(use_true_random=False))
def test_a_rank_is_by_score_alone_whatever_the_order_in_which_they_came(scores: list[Decimal], mixed: Random) -> None:
    counted = list(Counter(scores).items())
    mixed.shuffle(counted)
    assert ranks(counted) == {
        one: (1 + sum(1 for score in scores if score > one), scores.count(one)) for one in set(scores)
    }


@given(st.lists(st.integers(0, 6), max_size=30), st.integers(0, 35))
def test_a_cut_never_parts_equals_by_itself(scores: list[int], places: int) -> None:
    found = cut(scores, places)
    assert found.sure + min(found.tied, found.free) <= places
    assert found.sure + found.free == places
    if found.tied:
        assert found.tied > found.free > 0
        assert found.sure == sum(1 for score in scores if found.score is not None and score > found.score)
    elif found.score is not None:
        assert found.sure == sum(1 for score in scores if score >= found.score)


def test_a_choice_among_equals_is_known_as_one() -> None:
    assert leaves_out_equals([7], [7, 7, 5], free=1)
    assert not leaves_out_equals([7], [7, 5], free=1), "the other one still fits"
    assert not leaves_out_equals([9], [7, 7], free=0), "nobody left out has the same score"


@pytest.mark.parametrize(
    ("given_opinions", "comes_to"),
    [
        ([], Verdict.NONE),
        (["yes"], Verdict.YES),
        (["unsure"], Verdict.UNSURE),
        (["yes", "no"], Verdict.SPLIT),
        (["no", "unsure"], Verdict.NO),
        (["yes", "no", "no"], Verdict.NO),
    ],
)
def test_opinions_come_to_a_verdict_in_whatever_order(given_opinions: list[str], comes_to: Verdict) -> None:
    for order in itertools.permutations(given_opinions):
        assert verdict(order) == comes_to


def test_a_heap_is_no_look_at_newcomers() -> None:
    allowed = [many_at_once(leaning, known) for leaning in ("yes", "unsure", "no") for known in (True, False)]
    assert allowed == [True, True, True, False, True, False]


@pytest.mark.parametrize(
    ("act", "found", "why"),
    [
        (Act.FORWARD, Circumstances(), None),
        (Act.FORWARD, Circumstances(region_closed=False, all_closed=False), Hindrance.REGION_OPEN),
        (Act.FORWARD, Circumstances(all_closed=False), None),
        (Act.FORWARD, Circumstances(forwarded=True), Hindrance.FORWARDED),
        (Act.CHOOSE, Circumstances(), Hindrance.NOT_FORWARDED),
        (Act.CHOOSE, Circumstances(forwarded=True, all_closed=False), Hindrance.CAMPAIGN_OPEN),
        (Act.CHOOSE, Circumstances(forwarded=True), None),
        (Act.CHOOSE, Circumstances(forwarded=True, chosen=True), Hindrance.CHOSEN),
        (Act.TAKE_BACK, Circumstances(forwarded=True, chosen=True), Hindrance.CHOSEN),
        (Act.TAKE_BACK, Circumstances(submitted=False, forwarded=True), None),
        (Act.UNCHOOSE, Circumstances(forwarded=True), Hindrance.NOT_CHOSEN),
        (Act.OPINE, Circumstances(region_closed=False), None),
        (Act.OPINE, Circumstances(submitted=False), Hindrance.NOT_SUBMITTED),
    ],
)
def test_what_may_be_done_when(act: Act, found: Circumstances, why: Hindrance | None) -> None:
    assert hindrance(act, found) == why


@pytest.mark.parametrize("act", list(Act))
def test_nothing_is_done_by_who_stepped_aside_or_once_it_is_published(act: Act) -> None:
    assert hindrance(act, Circumstances(recused=True, forwarded=True)) == Hindrance.RECUSED
    assert hindrance(act, Circumstances(published=True, forwarded=True)) == Hindrance.PUBLISHED


@given(st.integers(0, 60), st.integers(1, 6), st.dictionaries(st.integers(0, 59), st.sets(st.integers(1, 6))))
def test_entries_are_dealt_evenly_and_never_to_the_barred(
    count: int, reviewers: int, barred: dict[int, set[int]]
) -> None:
    loads = dict.fromkeys(range(1, reviewers + 1), 0)
    even = list(dealt(range(count), loads).values())
    numbers = [even.count(member) for member in loads]
    assert len(even) == count and max(numbers) - min(numbers) <= 1
    given_out = dealt(range(count), loads, barred)
    assert all(member not in barred.get(entry, ()) for entry, member in given_out.items())
    assert all(entry in given_out or barred[entry] >= set(loads) for entry in range(count))


def test_the_days_to_decide_count_from_the_last_regions_close() -> None:
    europe, asia = datetime(2026, 5, 12, 22, tzinfo=UTC), datetime(2026, 5, 24, 15, tzinfo=UTC)
    by = decide_by([asia, europe], 90)
    assert by == datetime(2026, 8, 22, 15, tzinfo=UTC) and decide_by([], 90) is None
    assert days_left(asia, by) == 90
    assert [days_left(by + timedelta(hours=hours), by) for hours in (-25, -1, 0, 1, 25)] == [2, 1, 0, 0, -1]
