"""Who may be contacted, which names are one, and how long data is kept."""

from datetime import UTC, datetime

import pytest

from ringback.core.people import rules
from ringback.core.people.rules import Why

NOW = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("purpose", "closed", "known", "consents", "why"),
    [
        ("service", set(), True, False, None),
        ("service", {"offers"}, True, False, None),
        ("service", {""}, True, True, Why.ASKED_NOT_TO),
        ("service", set(), False, False, Why.NOBODY),
        ("offers", set(), True, True, None),
        ("offers", set(), True, False, Why.NO_CONSENT),
        ("offers", {"offers"}, True, True, Why.OPTED_OUT),
        ("offers", {"newsletter"}, True, True, None),
        ("offers", {""}, True, True, Why.ASKED_NOT_TO),
    ],
)
def test_who_may_be_contacted(purpose: str, closed: set[str], known: bool, consents: bool, why: Why | None) -> None:
    assert rules.refusal(purpose, closed, known=known, consents=consents) == why


def test_names_are_folded() -> None:
    assert rules.folded("  MÜLLER   Ánna ") == "muller anna"
    assert rules.folded("Ёлкина Жанна") == rules.folded("елкина жанна")


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        (("Anna Müller", ()), ("muller ANNA", ()), "name"),
        (("Anna", ()), ("Anna", ()), None),
        (("Anna Mueller", ()), ("", ("anna.mueller+shop@example.org",)), "email_name"),
        (("", ("anna_mueller@example.org",)), ("Anna Mueller", ()), "email_name"),
        (("Anna Mueller", ()), ("Anna Maier", ()), None),
        (("", ()), ("", ()), None),
    ],
)
def test_who_looks_like_one_person(
    one: tuple[str, tuple[str, ...]], other: tuple[str, tuple[str, ...]], like: str | None
) -> None:
    assert rules.likeness(*one, *other) == like


def test_an_address_is_hidden_but_for_its_host() -> None:
    assert rules.hidden_email("anna@example.org") == "a•••@example.org"


def test_nothing_is_too_old_where_it_is_kept_for_good() -> None:
    assert rules.too_old_before(NOW, 0) is None
    assert rules.too_old_before(NOW, 1) == datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
