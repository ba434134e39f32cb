"""A chain of deeds: whatever is changed in it shows, and what is erased does not matter."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.allocation.record.rules import Link, beginning, canonical, checked, commitment, link_hash

Row = tuple[Link, str, str]
TOKEN = "0198"
COLUMNS = ("number", "at", "who", "what", "entry", "commitment", "previous", "hash")


def chain(length: int) -> list[Row]:
    rows: list[Row] = []
    previous = beginning(TOKEN)
    for number in range(1, length + 1):
        salt, facts = f"salt{number}", canonical({"score": number, "name": "Ünal"})
        link = Link(
            number, f"2026-05-{number:02}", "m-1", "chosen", f"e-{number}", commitment(salt, facts), previous, ""
        )
        link = replace(link, hash=link_hash(link))
        rows.append((link, salt, facts))
        previous = link.hash
    return rows


def end_of(rows: list[Row]) -> tuple[int, str]:
    return len(rows), rows[-1][0].hash


@given(st.integers(1, 9), st.data())
def test_any_change_is_found_where_it_is(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    end = end_of(rows)
    assert checked(TOKEN, rows, end).ok
    place, column = data.draw(st.integers(0, length - 1)), data.draw(st.sampled_from(COLUMNS))
    link, salt, facts = rows[place]
    was = getattr(link, column)
    changed: dict[str, Any] = {column: was + 1 if column == "number" else f"{was}0"}
    rows[place] = (replace(link, **changed), salt, facts)
    verdict = checked(TOKEN, rows, end)
    assert not verdict.ok and verdict.first_broken == (place + 2 if column == "number" else place + 1)


@given(st.integers(2, 9), st.data())
def test_nothing_goes_missing_or_changes_places_and_no_fact_changes(length: int, data: st.DataObject) -> None:
    rows, end = chain(length), end_of(chain(length))
    place = data.draw(st.integers(0, length - 2))
    assert not checked(TOKEN, rows[:place] + rows[place + 1 :], end).ok
    assert not checked(TOKEN, rows[:-1], end).ok
    assert not checked(TOKEN, [*rows[:place], rows[place + 1], rows[place], *rows[place + 2 :]], end).ok
    assert not checked("another", rows, end).ok
    told = [*rows[:place], (rows[place][0], rows[place][1], canonical({"score": 99})), *rows[place + 1 :]]
    assert checked(TOKEN, told, end).why == "facts"


@given(st.integers(1, 9), st.sets(st.integers(0, 8)))
def test_what_is_erased_breaks_nothing(length: int, gone: set[int]) -> None:
    rows = [
        (link, "", "") if place in gone else (link, salt, facts)
        for place, (link, salt, facts) in enumerate(chain(length))
    ]
    verdict = checked(TOKEN, rows, end_of(rows))
    assert verdict.ok and verdict.erased == len([place for place in gone if place < length])
