"""Whom a hunt group rings, and in which order."""

import pytest

from ringback.channels.voice.strategies import Candidate, Strategy, Turn, fits, hunt_waves, words_of

SKILLED = frozenset({"tents", "repairs"})
NOTHING: frozenset[str] = frozenset()


def test_the_free_come_first_each_in_their_order() -> None:
    candidates = [Candidate(1, 1, False), Candidate(2, 2, True), Candidate(3, 3, True)]
    assert hunt_waves("in_order", candidates) == [[2], [3], [1]]


def test_an_unknown_strategy_is_an_error() -> None:
    with pytest.raises(ValueError, match="random"):
        hunt_waves("random", [])


def test_all_who_are_free_are_rung_at_the_same_time() -> None:
    candidates = [Candidate(1, 1, True), Candidate(2, 2, False), Candidate(3, 3, True), Candidate(4, 4, False)]
    assert hunt_waves("ring_all", candidates) == [[1, 3], [2, 4]]


def test_round_robin_begins_with_whoever_was_rung_longest_ago() -> None:
    candidates = [
        Candidate(1, 1, True, turn=Turn(30, "12:00")),
        Candidate(2, 2, True, turn=Turn(10, "12:30")),
        Candidate(3, 3, True, turn=Turn(0, "12:45")),
        Candidate(4, 4, False, turn=Turn(5, "11:00")),
    ]
    assert hunt_waves("round_robin", candidates) == [[3], [2], [1], [4]]


def test_the_longest_idle_comes_first() -> None:
    candidates = [
        Candidate(1, 1, True, turn=Turn(30, "12:00")),
        Candidate(2, 2, True, turn=Turn(10, "12:30")),
        Candidate(3, 3, True, turn=Turn(0, "11:45")),
    ]
    assert hunt_waves("longest_idle", candidates) == [[3], [1], [2]]


@pytest.mark.parametrize("strategy", list(Strategy))
def test_whom_they_spoke_to_before_is_rung_first_and_alone_but_only_if_free(strategy: str) -> None:
    free = [Candidate(1, 1, True), Candidate(2, 2, True, known=True), Candidate(3, 3, True)]
    assert hunt_waves(strategy, free)[0] == [2]
    busy = [Candidate(1, 1, True), Candidate(2, 2, False, known=True), Candidate(3, 3, False)]
    assert hunt_waves(strategy, busy)[0] == [1]


def test_who_fits_comes_before_who_does_not_also_where_all_are_rung() -> None:
    candidates = [Candidate(1, 1, True, fits=False), Candidate(2, 2, True), Candidate(3, 3, True)]
    assert hunt_waves("in_order", candidates) == [[2], [3], [1]]
    assert hunt_waves("ring_all", candidates) == [[2, 3], [1]]


@pytest.mark.parametrize(
    ("skills", "languages", "asked", "language", "fitting"),
    [
        (SKILLED, NOTHING, frozenset({"tents"}), "", True),
        (SKILLED, NOTHING, frozenset({"tents", "boats"}), "", False),
        (NOTHING, NOTHING, frozenset({"tents"}), "", False),
        (NOTHING, frozenset({"de", "en"}), NOTHING, "de-AT", True),
        (NOTHING, frozenset({"de", "en"}), NOTHING, "fr", False),
        (NOTHING, NOTHING, NOTHING, "fr", True),
        (SKILLED, frozenset({"fr"}), frozenset({"repairs"}), "fr", True),
    ],
)
def test_skills_and_languages(
    skills: frozenset[str], languages: frozenset[str], asked: frozenset[str], language: str, fitting: bool
) -> None:
    assert fits(skills, languages, asked, language) is fitting


def test_words_are_read_without_regard_to_case_and_space() -> None:
    assert words_of(" Tents,  big   Boats ,tents,,") == ("tents", "big boats")
