"""A demo phone as a value: what may happen to it in which state."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ringback.base.kit.errors import ConflictError, FieldError
from ringback.project.demo.phone import Caller, EndReason, Habit, Phone, PhoneState, Role

CALLER = Caller("Demo Shop", "+493099")
ANNA = Phone("manager-1", "Anna", Role.TEAM)
RINGING = ANNA.rings(CALLER, 10.0)
TALKING = RINGING.answers(12.0)


def test_a_call_from_ring_to_end() -> None:
    ended = TALKING.presses("1").ends(EndReason.THEY_HUNG_UP, 15.5)
    assert (ended.state, ended.ended, ended.talked_seconds) == (PhoneState.ENDED, EndReason.THEY_HUNG_UP, 3.5)
    assert ended.pressed == "1"


def test_a_new_call_forgets_the_last_one() -> None:
    again = TALKING.presses("1").ends(EndReason.YOU_HUNG_UP, 15).rings(CALLER, 20)
    assert (again.pressed, again.ended, again.talked_seconds) == ("", None, 0.0)


def test_an_unanswered_call_counts_no_talk() -> None:
    assert RINGING.ends(EndReason.THEY_GAVE_UP, 99).talked_seconds == 0


def test_the_first_end_counts() -> None:
    ended = TALKING.ends(EndReason.YOU_HUNG_UP, 15)
    assert ended.ends(EndReason.THEY_HUNG_UP, 16) is ended


def test_a_missed_call_leaves_a_conversation_alone() -> None:
    assert TALKING.misses(Caller("Other", "1"), 13) is TALKING
    assert ANNA.misses(CALLER, 13).ended is EndReason.BUSY


@pytest.mark.parametrize("phone", [ANNA, TALKING, TALKING.ends(EndReason.YOU_HUNG_UP, 15)])
def test_only_a_ringing_phone_can_be_answered(phone: Phone) -> None:
    with pytest.raises(ConflictError, match="not ringing"):
        phone.answers(20)


@pytest.mark.parametrize("phone", [RINGING, TALKING])
def test_a_phone_rings_for_one_call_at_a_time(phone: Phone) -> None:
    with pytest.raises(ConflictError):
        phone.rings(CALLER, 20)


@pytest.mark.parametrize(
    "wrong", [{"after_seconds": -1}, {"after_seconds": 61}, {"presses": "x"}, {"presses": "11111"}]
)
def test_habits_that_no_phone_has(wrong: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        Habit(**wrong)  # type: ignore[arg-type]


@given(some.lists(some.sampled_from(["rings", "answers", "presses", "ends", "misses"]), max_size=30))
def test_whatever_happens_the_page_can_show_it(happenings: list[str]) -> None:
    phone, at = ANNA, 0.0
    for happening in happenings:
        at += 1
        arguments = {
            "rings": (CALLER, at),
            "answers": (at,),
            "presses": ("1",),
            "ends": (EndReason.FAILED, at),
            "misses": (CALLER, at),
        }[happening]
        try:
            phone = getattr(phone, happening)(*arguments)
        except ConflictError:
            continue
    shown = phone.as_json(at)
    assert (shown["state"] == "idle") == (shown["caller"] is None)
    assert (shown["state"] == "ended") == (shown["ended"] is not None)
