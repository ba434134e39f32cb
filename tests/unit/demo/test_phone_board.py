"""The board of all demo phones."""

import pytest

from ringback.base.kit.errors import NotFoundError
from ringback.project.demo.phone import Caller, Habit, HabitMode, Phone, Role
from ringback.project.demo.phone_board import MOST_VISITORS, PhoneBoard

AUTO = Habit(HabitMode.ANSWERS)


@pytest.fixture
def board() -> PhoneBoard:
    return PhoneBoard([Phone("manager-1", "Anna", Role.TEAM)], AUTO)


def number(place: int) -> str:
    return f"+4930123450{place:02}"


@pytest.mark.parametrize("user", ["+493012345612", "493012345612"])
def test_a_number_is_one_visitor_however_it_is_dialled(board: PhoneBoard, user: str) -> None:
    phone = board.find(user)
    assert phone is not None
    assert (phone.phone_id, phone.name, phone.role, phone.habit) == (
        "+493012345612",
        "+49 30 12345612",
        Role.VISITOR,
        AUTO,
    )


@pytest.mark.parametrize("user", ["nobody", "", "+", "12", "+49x", "manager-2", "1" * 16])
def test_nobody_has_such_a_name(board: PhoneBoard, user: str) -> None:
    assert board.find(user) is None
    with pytest.raises(NotFoundError):
        board.get(user)


def test_the_oldest_free_visitor_makes_room(board: PhoneBoard) -> None:
    for place in range(MOST_VISITORS):
        phone = board.find(number(place))
        assert phone is not None
        if place == 0:
            board.put(phone.rings(Caller("", "1"), 0))
    assert board.find(number(50))
    board.find(number(51))
    ids = [phone["id"] for phone in board.as_json()]
    assert number(0) in ids, "a phone in a call stays"
    assert number(1) not in ids
    assert {number(50), number(51), "manager-1"} < set(ids)


def test_watchers_learn_of_each_change_until_they_leave(board: PhoneBoard) -> None:
    seen = []
    leave = board.watch(lambda: seen.append(1))
    board.behave("manager-1", Habit(HabitMode.BUSY))
    leave()
    board.behave("manager-1", Habit())
    assert seen == [1]


def test_the_team_comes_first(board: PhoneBoard) -> None:
    board.find(number(1))
    board.put(Phone("manager-2", "Boris", Role.TEAM))
    assert [phone["role"] for phone in board.as_json()] == ["team", "team", "visitor"]
