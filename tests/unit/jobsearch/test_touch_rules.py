"""The nuisance guard, and when what follows an interview is due."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.dates import Waiting
from ringback.doors.jobsearch.touches.rules import Contacted, Occasion, There, Verdict, Why, count, may_touch

BERLIN = There(ZoneInfo("Europe/Berlin"))
# Where the week ends on Thursday, nine hours away, and the clock is never put forward.
RIYADH = There(ZoneInfo("Asia/Riyadh"), lambda day: day.weekday() not in (4, 5), time(9, 45))
PLACES = st.sampled_from([BERLIN, RIYADH, There(ZoneInfo("America/New_York"), lambda _day: False)])
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def at(day: int, hour: int = 12, minute: int = 0) -> datetime:
    """An instant of March 2026, by Berlin's clock; the 11th is a Wednesday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN.zone)


def test_not_twice_a_day_and_not_day_after_day() -> None:
    written = [Contacted(at(11, 9))]
    assert may_touch(at(11, 18), written, BERLIN) == Verdict(False, Why.TODAY, at(13, 10, 30))
    assert may_touch(at(12, 23, 59), written, BERLIN) == Verdict(False, Why.DAY_AFTER, at(13, 10, 30))
    assert may_touch(at(13, 0), written, BERLIN) == Verdict(True)
    assert may_touch(at(12), [Contacted(at(12))], BERLIN).next_at == at(16, 10, 30), "the weekend is left out"
    assert may_touch(at(11, 0), [Contacted(at(10, 23, 59))], BERLIN).why is Why.DAY_AFTER, "days, and not hours"


def test_only_what_was_sent_or_spoken_counts_and_an_answer_is_no_nuisance() -> None:
    in_vain = [Contacted(at(11), counts=False)] * 3
    assert may_touch(at(11), in_vain, BERLIN).ok and count(in_vain) == 0
    answered = [Contacted(at(11, 9)), Contacted(at(11, 10), ours=False)]
    assert may_touch(at(11, 11), answered, BERLIN).ok and count(answered) == 1
    assert not may_touch(at(11, 12), [*answered, Contacted(at(11, 11))], BERLIN).ok


def test_ended_and_uninvited_and_what_always_may() -> None:
    written = [Contacted(at(11, 9))]
    for occasion in Occasion:
        assert may_touch(at(30), [], BERLIN, occasion=occasion, ended=True) == Verdict(False, Why.ENDED)
    assert may_touch(at(30), [], BERLIN, visit=True) == Verdict(False, Why.UNINVITED)
    assert may_touch(at(11), written, BERLIN, visit=True, occasion=Occasion.AGREED).ok
    assert may_touch(at(11), written, BERLIN, occasion=Occasion.THANKS).ok, "every interviewer is thanked"


@given(INSTANTS, st.lists(st.builds(Contacted, INSTANTS, st.booleans(), st.booleans())), PLACES)
def test_when_it_says_from_then_on_it_is_so(moment: datetime, contacts: list[Contacted], there: There) -> None:
    earlier = [one for one in contacts if one.at <= moment]
    said = may_touch(moment, earlier, there)
    if said.ok:
        return
    assert said.next_at is not None and said.next_at > moment
    assert may_touch(said.next_at, earlier, there).ok
    last = max(one.at for one in earlier if one.ours and one.counts)
    days = said.next_at.date() - last.astimezone(there.zone).date()
    assert days >= timedelta(days=2) and said.next_at.time() == there.hour


def test_thanks_are_due_to_the_minute_and_late_after_two_days() -> None:
    due = dates.thanks_due(at(13, 16, 20), 24, 48)
    assert (due.at, due.deadline_at) == (at(14, 16, 20), at(15, 16, 20)), "a letter needs no working day"
    assert dates.thanks_due(at(13), 72, 48).grace_seconds == 0


def test_their_call_that_did_not_come_is_ours_the_next_working_day() -> None:
    assert dates.own_call_at(at(12, 17), BERLIN, time(16, 15)) == at(13, 16, 15)
    assert dates.own_call_at(at(13, 17), BERLIN) == at(16, 10, 30)
    assert dates.own_call_at(at(12, 17), RIYADH) == datetime(2026, 3, 15, 9, 45, tzinfo=RIYADH.zone)


def test_what_is_usual_by_level_ends_in_the_evening_of_a_working_day() -> None:
    assert dates.expected_by_norm(at(11), 10, BERLIN) == at(23, 18), "the tenth day is a Saturday"
    assert dates.expected_by_norm(at(11), 14, BERLIN) == at(25, 18)


def test_two_months_later_is_a_day_that_exists() -> None:
    born = datetime(2026, 12, 31, 15, tzinfo=UTC)
    assert dates.months_on(born, 2, BERLIN) == datetime(2027, 3, 1, 10, 30, tzinfo=BERLIN.zone), "the 28th: a Sunday"
    assert dates.months_on(at(11), 2, BERLIN).date() == date(2026, 5, 11)


@given(INSTANTS, st.integers(1, 60), PLACES)
def test_the_second_contact_is_due_within_its_time(last: datetime, days: int, there: There) -> None:
    due = dates.second_contact_due(last, days, there)
    assert last <= due.at <= due.deadline_at == last + timedelta(days=days)
    assert due.at == last or due.at.astimezone(there.zone).time() == there.hour
    if days > 9 and there is not BERLIN:
        assert there.working(due.at.astimezone(there.zone).date()) or not there.working(date(2026, 3, 11))


@pytest.mark.parametrize(
    ("day", "active", "heard", "expected", "waits"),
    [
        (17, 11, 11, None, Waiting.USUAL),
        (18, 11, 11, None, Waiting.PASSIVE),
        (19, 13, 11, None, Waiting.USUAL),
        (25, 24, 11, None, Waiting.PROBABLY_NOT),
        (25, 11, 11, at(27), Waiting.PASSIVE),
        (25, 20, 12, None, Waiting.USUAL),
        (28, 27, 11, at(27), Waiting.PROBABLY_NOT),
    ],
)
def test_how_one_waits(day: int, active: int, heard: int, expected: datetime | None, waits: Waiting) -> None:
    found = dates.waiting(
        at(day, 13),
        active_at=at(active),
        heard_at=at(heard),
        expected_at=expected,
        passive_days=7,
        silence_days=14,
    )
    assert found is waits
