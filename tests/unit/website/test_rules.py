"""Whom we call, how often, what is the same request, and what a visitor is told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.edge.limits import LimitError
from ringback.base.kit.errors import FieldError
from ringback.base.kit.phones import Phone
from ringback.core.promises.rules import Outcome
from ringback.doors.website import rules
from ringback.doors.website.rules import Earlier, Situation

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
FINALS = {
    "ended",
    "nobody_free",
    "you_did_not_answer",
    "you_were_busy",
    "number_wrong",
    "not_possible",
    "cancelled",
}
STATES = FINALS | {"received", "calling_agent", "agent_answered", "calling_you", "connected"}


def phone(kind: str = "mobile", country: str = "DE") -> Phone:
    return Phone("+4915112345678", country, kind, "0151 12345678")


KINDS = st.sampled_from([*sorted(rules.CALLABLE_KINDS), *sorted(rules._DEAR_KINDS), "unknown"])


@given(KINDS, st.sampled_from(["DE", "FR", "US", "001", "AQ"]), st.sets(st.sampled_from(["DE", "FR", "US", "001"])))
def test_nothing_dear_foreign_or_unknown_is_ever_called(kind: str, country: str, named: set[str]) -> None:
    called = rules.countries_called("DE", named)
    try:
        rules.check_number(phone(kind, country), called)
    except FieldError as error:
        assert error.field == "phone" and error.problem.endswith(".") and error.mend.endswith(".")
        assert kind not in rules.CALLABLE_KINDS or country not in called or country == "001"
    else:
        assert kind in rules.CALLABLE_KINDS and country in called and country != "001"
        assert country in (named or {"DE"})


def earlier(**changes: object) -> Earlier:
    values: dict[str, object] = {
        "request_id": 1,
        "promise_id": 1,
        "site_id": 1,
        "token": "t",
        "phone": "+491",
        "open": True,
        "key": None,
        "created_at": NOW,
    }
    return Earlier(**(values | changes))  # type: ignore[arg-type]


EARLIER = st.lists(
    st.builds(
        earlier,
        site_id=st.integers(1, 2),
        phone=st.sampled_from(["+491", "+492"]),
        open=st.booleans(),
        key=st.sampled_from([None, "a", "b"]),
    ),
    max_size=6,
)


@given(EARLIER, st.sampled_from([None, "a", "b"]))
def test_the_same_request_is_the_same_key_or_the_open_number_of_this_site(rows: list[Earlier], key: str | None) -> None:
    try:
        same = rules.same_request(rows, 1, "+491", key)
    except FieldError as error:
        assert error.field == "Idempotency-Key"
        assert any(row.key == key and row.site_id == 1 and row.phone == "+492" for row in rows)
        return
    here = [row for row in rows if row.site_id == 1]
    if same is None:
        assert not any(row.open and row.phone == "+491" for row in here)
        assert key is None or not any(row.key == key for row in here)
    else:
        assert same in here and same.phone == "+491"
        assert (key is not None and same.key == key) or same.open


@given(st.lists(st.integers(0, 40 * 3600), max_size=12), st.integers(0, 6))
def test_a_number_is_called_only_so_often_a_day_and_the_wait_is_enough(ages: list[int], most: int) -> None:
    rows = [earlier(created_at=NOW - timedelta(seconds=age), open=False) for age in ages]
    try:
        rules.check_number_limit(rows, "+491", most, NOW)
    except LimitError as error:
        assert sum(age < 86400 for age in ages) >= most
        assert error.which == "number" and 0 < error.retry_after_seconds <= 86400
        if most:
            later = NOW + timedelta(seconds=error.retry_after_seconds + 1)
            rules.check_number_limit(rows, "+491", most, later)
    else:
        assert sum(age < 86400 for age in ages) < most
    assert rules.check_number_limit(rows, "+49999", 1, NOW) is None  # type: ignore[func-returns-value]


SITUATIONS = st.builds(
    Situation,
    created_at=st.just(NOW),
    promise_state=st.sampled_from(["pending", "keeping", "kept", "broken", "cancelled", "expired"]),
    attempts_made=st.integers(0, 3),
    last_outcome=st.sampled_from(["", *Outcome]),
    next_try_at=st.sampled_from([None, NOW + timedelta(minutes=5)]),
    missed=st.booleans(),
    uncertain=st.booleans(),
    stage=st.sampled_from(["", "planned", "hunting", "whispering", "dialling_visitor", "talking"]),
    stage_at=st.sampled_from([None, NOW + timedelta(seconds=5)]),
    connected_at=st.sampled_from([None, NOW + timedelta(seconds=8)]),
    call_ended=st.booleans(),
)


@given(SITUATIONS)
def test_whatever_happened_the_visitor_is_told_one_known_state_and_no_false_hope(situation: Situation) -> None:
    shown = rules.shown(situation)
    assert shown.state in STATES
    assert not (shown.final and shown.retry_at)
    assert shown.final <= (shown.state in FINALS)
    assert shown.retry_at is None or (shown.state in FINALS and not shown.final)
    if situation.promise_state in ("broken", "cancelled", "expired"):
        assert shown.final or shown.state == "connected"
    assert shown.waited(NOW, NOW + timedelta(seconds=60)) >= 0


def test_waiting_is_counted_to_the_conversation_and_no_further() -> None:
    situation = Situation(NOW, "keeping", 1, "", None, False, False, "talking", NOW, NOW + timedelta(seconds=8.5))
    assert rules.shown(situation).waited(NOW, NOW + timedelta(hours=1)) == 8.5


@given(st.text(max_size=400))
def test_one_line_is_one_visible_line(text: str) -> None:
    line = rules.one_line(text, 120)
    assert len(line) <= 120 and line == line.strip() and len(line.splitlines()) <= 1
    assert not any(ord(character) < 32 or character in "\u202e\u2028\x7f" for character in line)
    assert rules.one_line(line, 120) == line


@given(st.text(max_size=80))
def test_a_key_is_kept_as_sent_or_refused(text: str) -> None:
    try:
        assert rules.key_of(text) == (text or None)
    except FieldError as error:
        assert error.field == "Idempotency-Key"


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("https://shop.example/tents/two-person_tent.html?utm_source=x", "two person tent"),
        ("https://shop.example/", ""),
        ("https://shop.example/tents/", "tents"),
        ("", ""),
    ],
)
def test_the_page_in_words_for_the_whisper(page: str, words: str) -> None:
    assert rules.page_words(page) == words


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "//shop.example", "\x00https"])
def test_addresses_that_lead_astray_are_not_kept(text: str) -> None:
    assert rules.web_address(text) == ""


def test_the_same_words_are_the_same_version() -> None:
    assert rules.consent_version("A") == rules.consent_version("A") != rules.consent_version("B")
