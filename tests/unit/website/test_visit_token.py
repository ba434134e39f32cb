"""The token that a browser keeps: what is written is read, what is forged is nothing, and visits end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website import visit_token as tokens
from ringback.doors.website.visit_token import Token

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
SECRET = "secret"


def test_what_is_written_is_read_again_and_only_by_its_organisation() -> None:
    token = Token(199, 69, 1_773_230_400, True, False, 1_773_830_400, ((7, 69), (8, 70)), "0190c1f2")
    text = tokens.write(token, 5, SECRET)
    assert tokens.read(text, 5, SECRET) == token
    assert tokens.read(text + tokens.GOAL_MARK, 5, SECRET) == replace(token, goal=True)
    assert tokens.read(text, 6, SECRET) is None and tokens.read(text, 5, "other") is None


@given(st.text(max_size=200) | st.text("abcAB01._-!=", max_size=80))
def test_no_text_of_a_stranger_is_a_token(text: str) -> None:
    assert tokens.read(text, 5, SECRET) is None


def test_a_changed_token_is_none() -> None:
    payload, signature = tokens.write(tokens.fresh(NOW), 5, SECRET).split(".")
    quiet, _ = tokens.write(replace(tokens.fresh(NOW), quiet_until=0, rules=()), 5, SECRET).split(".")
    assert tokens.read(f"{quiet}x.{signature}", 5, SECRET) is None
    assert tokens.read(f"{payload}.{'A' * 24}", 5, SECRET) is None
    assert tokens.read("A" * 3000, 5, SECRET) is None


@pytest.mark.parametrize(("minutes", "goes_on"), [(0, True), (29, True), (31, False), (-5, False)])
def test_a_visit_ends_after_half_an_hour_and_takes_its_own_along(minutes: int, goes_on: bool) -> None:
    token = Token(3, 69, int(NOW.timestamp()), prompted=True, goal=True, quiet_until=99, rules=((7, 69),))
    later = NOW + timedelta(minutes=minutes)
    seen = tokens.seen(token, later)
    assert (seen.prompted, seen.goal) == (goes_on, goes_on)
    assert (seen.bucket, seen.quiet_until, seen.rules) == (3, 99, ((7, 69),)) and seen.seen_at == later.timestamp()


def test_rules_are_forgotten_after_half_a_year() -> None:
    old, young = tokens.day_of(NOW) - 180, tokens.day_of(NOW) - 179
    assert tokens.seen(Token(3, 0, 0, rules=((1, old), (2, young))), NOW).rules == ((2, young),)


def test_buckets_are_drawn_from_all_of_them() -> None:
    drawn = {tokens.fresh(NOW).bucket for _ in range(4000)}
    assert drawn == set(range(tokens.BUCKETS))
