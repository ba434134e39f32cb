"""Tact and experiments, from the token alone: one prompt a visit, quiet after a no, never twice the same."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website import visit_token
from ringback.doors.website.prompts import tact
from ringback.doors.website.prompts.deciding import Asked, Decision, decide
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.triggers import Rule
from ringback.doors.website.visit_token import BUCKETS, Token

NOW = datetime(2026, 3, 11, 12, tzinfo=UTC)
RULES = (Rule(7, seconds=20), Rule(8, on_exit=True), Rule(9, pages=("/tents/*",)))
PAGE = "https://shop.example/tents/two"


def site(**changes: object) -> SiteFacts:
    blank = SiteFacts.blank(1, "Tents & Co")
    return replace(blank, **{"id": 3, "prompt_rules": RULES, **changes})  # type: ignore[arg-type]


def ask(token: Token | None, now: datetime = NOW, facts: SiteFacts | None = None, **asked: object) -> Decision:
    return decide(facts or site(), token, Asked(**{"page": PAGE, **asked}), now)  # type: ignore[arg-type]


def ids(decision: Decision) -> list[int]:
    return [rule.id for rule in decision.rules]


def counts(decision: Decision) -> list[tuple[str, int | None]]:
    return [(one.what, one.rule_id) for one in decision.counted]


def test_one_prompt_a_visit_and_never_twice_the_same() -> None:
    first = ask(None)
    assert ids(first) == [7, 8, 9] and counts(first) == [("visits", None)]
    allowed = ask(first.token, rule=8)
    assert allowed.prompt is not None and allowed.prompt.id == 8 and counts(allowed) == [("shown", 8)]
    assert ask(allowed.token, rule=7).prompt is None
    assert ids(ask(allowed.token, NOW + timedelta(minutes=20))) == []
    later = ask(allowed.token, NOW + timedelta(hours=2))
    assert ids(later) == [7, 9] and counts(later) == [("visits", None)]
    assert ask(later.token, NOW + timedelta(hours=2), rule=8).prompt is None


def test_a_dismissed_prompt_is_followed_by_quiet() -> None:
    shown = ask(ask(None).token, rule=8)
    closed = ask(shown.token, dismissed=8)
    assert counts(closed) == [("dismissed", 8)]
    assert ids(ask(closed.token, NOW + timedelta(days=6, hours=23))) == []
    assert ids(ask(closed.token, NOW + timedelta(days=7, hours=1))) == [7, 9]
    other = site(id=4, prompt_rules=(Rule(70),))
    assert ids(ask(closed.token, NOW + timedelta(days=2), other)) == []


def test_a_missing_or_forged_token_is_allowed_nothing() -> None:
    refused = ask(None, rule=8)
    assert refused.prompt is None and refused.counted == []
    assert ask(refused.token, NOW, rule=8).prompt is not None


@pytest.mark.parametrize("asked", [{"rule": 99}, {"rule": 9, "page": "https://shop.example/boots"}])
def test_only_a_rule_that_fits_is_allowed(asked: dict[str, Any]) -> None:
    decision = ask(ask(None).token, **asked)
    assert decision.prompt is None and decision.counted == []


def test_what_never_prompted_is_not_counted_as_closed() -> None:
    token = ask(None).token
    assert ask(token, dismissed=8).counted == [] and ask(token, accepted=99).counted == []


@given(st.integers(0, BUCKETS - 1), st.integers(0, 50))
def test_who_is_held_out_sees_nothing_on_any_site(bucket: int, percent: int) -> None:
    token = Token(bucket, 0)
    decision = ask(token, facts=site(held_out_percent=percent))
    held = bucket // 2 < percent
    assert decision.arm == (tact.HELD_OUT if held else tact.SHOWN)
    assert not (held and (decision.rules or ask(token, facts=site(held_out_percent=percent), rule=7).prompt))


def test_arms_and_variants_are_split_fairly_and_apart() -> None:
    everybody = [Token(bucket, 0) for bucket in range(BUCKETS)]
    held = [token for token in everybody if tact.arm_of(token, 10) == tact.HELD_OUT]
    assert len(held) == BUCKETS // 10
    for group in (held, [token for token in everybody if token not in held]):
        second = [token for token in group if tact.variant_of(token, has_variants=True) == "b"]
        assert len(second) * 2 == len(group)
    assert {tact.variant_of(token, has_variants=False) for token in everybody} == {"a"}


def test_a_paused_site_prompts_nobody() -> None:
    assert ids(ask(None, facts=site(paused=True))) == []


def test_quiet_is_never_shortened() -> None:
    token = tact.dismissed(visit_token.fresh(NOW), NOW, 30)
    assert tact.dismissed(token, NOW + timedelta(days=1), 7).quiet_until == token.quiet_until
