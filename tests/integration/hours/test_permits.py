"""When somebody may be called: calendars, members, time off and the called person's window together."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.core.hours import services, words
from ringback.core.hours.rules import NEVER, Told, Who, Why, same_every_day, telling
from ringback.core.hours.services import CalendarValues, TimeOffValues
from tests.integration.accounts import scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]
RUSSIAN_MOBILE = "+79161234567"
GERMAN = "+493012345678"


@pytest.fixture
def owner() -> Actor:
    return scene.organisation()[1]


def at(hour: int, minute: int = 0, day: int = 11, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def refusal(call: Callable[..., Any], *arguments: Any, **keywords: Any) -> str:
    with pytest.raises(FieldError) as refused:
        call(*arguments, **keywords)
    return refused.value.field


def test_without_anything_it_is_always_permitted(owner: Actor) -> None:
    assert services.permitted(owner.organisation_id)(at(3)) == at(3)


def test_the_norm_is_judged_by_their_clock(owner: Actor) -> None:
    vladivostok = services.permitted(owner.organisation_id, zones=["Asia/Vladivostok"])
    assert vladivostok(at(9)) == at(9)
    assert vladivostok(at(12)) == at(22)
    nowhere = services.permitted(owner.organisation_id, zones=["Etc/Unknown"])
    assert nowhere(at(21, 30)) == at(7, day=12), "the organisation's own zone has to do"


def test_reasons_in_words(owner: Actor) -> None:
    values = CalendarValues("organisation", 0, same_every_day(540, 1080), holiday_country="DE", holiday_region="SN")
    services.save_calendar(owner, None, values)
    answer = services.asked(owner.organisation_id, at(19, 30), zones=["Asia/Vladivostok"])
    assert [words.reason_words(reason) for reason in answer.reasons] == [
        "closed already: 20:30 in Berlin",
        "too early for them: 05:30 in Vladivostok",
    ]
    holiday = services.asked(owner.organisation_id, at(10, day=31, month=10))
    assert [words.reason_words(reason) for reason in holiday.reasons] == ["closed: holiday Reformation Day in Sachsen"]
    assert holiday.at == datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_member_and_calendar_must_both_be_open(owner: Actor) -> None:
    member_id = owner.member_id or 0
    services.save_calendar(owner, None, CalendarValues("organisation", 0, same_every_day(540, 1080)))
    services.save_calendar(owner, None, CalendarValues("member", member_id, same_every_day(720, 1200)))
    permitted = services.permitted(owner.organisation_id, member_id=member_id)
    assert permitted(at(8)) == at(11)
    assert permitted(at(17)) == at(11, day=12)


def test_time_off_of_the_member_only(owner: Actor) -> None:
    opened = Organisation.objects.get(pk=owner.organisation_id)
    anna = scene.member(opened, "agent")
    services.take_time_off(anna, anna.member_id or 0, TimeOffValues(date(2026, 3, 12), date(2026, 3, 13)))
    away = services.permitted(owner.organisation_id, member_id=anna.member_id)
    assert away(at(12, day=12)) == at(23, day=13), "days end by the clock of Berlin"
    assert services.permitted(owner.organisation_id, member_id=owner.member_id)(at(12, day=12)) == at(12, day=12)
    answer = services.asked(owner.organisation_id, at(12, day=12), member_id=anna.member_id)
    assert [(reason.who, reason.why) for reason in answer.reasons] == [(Who.MEMBER, Why.AWAY)]


def test_time_off_with_times_and_what_cannot_be(owner: Actor) -> None:
    me, day = owner.member_id or 0, date(2026, 3, 12)
    take = services.take_time_off
    made = take(owner, me, TimeOffValues(day, day, time(13), time(15, 30), "Dentist"))
    assert (made.starts_at, made.ends_at) == (at(12, day=12), at(14, 30, day=12))
    assert refusal(take, owner, me, TimeOffValues(day, day, time(15), time(13))) == "until_time"
    assert refusal(take, owner, me, TimeOffValues(day, date(2026, 3, 11))) == "last_day"
    assert refusal(take, owner, me, TimeOffValues(date(2026, 3, 1), date(2026, 3, 2))) == "last_day"
    assert refusal(take, owner, me, TimeOffValues(day, day, note="x" * 121)) == "note"
    services.give_back_time_off(owner, me, made.pk)
    with pytest.raises(NotFoundError):
        services.give_back_time_off(owner, me, made.pk)


def test_nobody_sends_others_on_holiday(owner: Actor) -> None:
    anna = scene.member(Organisation.objects.get(pk=owner.organisation_id), "agent")
    values = TimeOffValues(date(2026, 3, 12), date(2026, 3, 12))
    with pytest.raises(NotAllowedError):
        services.take_time_off(anna, owner.member_id or 0, values)
    _other, stranger = scene.organisation("Other")
    with pytest.raises(NotFoundError):
        services.take_time_off(owner, stranger.member_id or 0, values)
    made = services.take_time_off(owner, anna.member_id or 0, values)
    with pytest.raises(NotFoundError):
        services.give_back_time_off(stranger, anna.member_id or 0, made.pk)


def test_an_own_window_holds_until_it_is_reset(owner: Actor) -> None:
    norm = services.window_of(owner.organisation_id)
    assert norm.is_norm and "W8" in norm.source
    week = (*same_every_day(9 * 60, 20 * 60)[:6], ())
    services.save_window(owner, week, on_holidays=False, source="Our own rule")
    berlin = services.permitted(owner.organisation_id, zones=["Europe/Berlin"])
    assert berlin(at(20)) == at(8, day=12)
    assert berlin(at(12, day=15)) == at(8, day=16), "no calls on a Sunday"
    easter = services.permitted(owner.organisation_id, zones=["Europe/Berlin"], country="DE")
    assert easter(at(12, day=3, month=4)) == at(7, day=4, month=4)
    services.reset_window(owner)
    assert services.window_of(owner.organisation_id) == norm


def test_a_window_that_never_opens_is_refused(owner: Actor) -> None:
    assert refusal(services.save_window, owner, NEVER, on_holidays=True, source="") == "day0"
    daily = same_every_day(480, 1320)
    assert refusal(services.save_window, owner, daily, on_holidays=True, source="x" * 301) == "source"
    anna = scene.member(Organisation.objects.get(pk=owner.organisation_id), "lead")
    with pytest.raises(NotAllowedError):
        services.save_window(anna, daily, on_holidays=True, source="")


def test_of_many_zones_the_telling_reason_is_shown(owner: Actor) -> None:
    zones = services.zones_for(owner.organisation_id, phone=RUSSIAN_MOBILE).zones
    answer = services.asked(owner.organisation_id, at(1), zones=zones)
    assert [words.reason_words(reason) for reason in telling(answer.reasons)] == [
        "too early for them: 03:00 in Bucharest"
    ]
    late = services.asked(owner.organisation_id, at(17), zones=zones)
    assert "too late for them: 23:00 in Vladivostok" not in [words.reason_words(one) for one in telling(late.reasons)]
    assert len(telling(late.reasons)) == 2, "past midnight in Kamchatka is too early again"


def test_zones_in_their_order(owner: Actor) -> None:
    def told(**known: str) -> tuple[tuple[str, ...], Told]:
        answer = services.zones_for(owner.organisation_id, **known)
        return answer.zones, answer.reason

    everything = {"said": "Asia/Tokyo", "browser": "Asia/Seoul", "city": "Vladivostok", "phone": RUSSIAN_MOBILE}
    assert told(**everything) == (("Asia/Tokyo",), Told.SAID)
    assert told(**{**everything, "said": "Nowhere"}) == (("Asia/Seoul",), Told.BROWSER)
    assert told(**{**everything, "said": "", "browser": ""}) == (("Asia/Vladivostok",), Told.CITY)
    assert told(phone=RUSSIAN_MOBILE, place="Europe/Moscow") == (("Europe/Moscow",), Told.PLACE)
    assert told(phone=GERMAN, place="Europe/Moscow") == (("Europe/Berlin",), Told.NUMBER)
    many, reason = told(phone=RUSSIAN_MOBILE)
    assert len(many) == 16 and reason is Told.NUMBER
    assert told(phone="+870773111632") == (("Europe/Berlin",), Told.ORGANISATION)
    assert told(phone="+870773111632", place="Asia/Tokyo") == (("Asia/Tokyo",), Told.PLACE)


def test_the_reason_is_shown_in_words(owner: Actor) -> None:
    zones = services.zones_for
    assert "16 time zones" in words.known_words(zones(owner.organisation_id, phone=RUSSIAN_MOBILE))
    nowhere = words.known_words(zones(owner.organisation_id, phone="+870773111632"))
    assert nowhere == "Nothing tells where they are, so your own time zone has to do: Berlin."


def test_asking_reads_nothing_and_permitting_little(owner: Actor) -> None:
    services.save_calendar(owner, None, CalendarValues("organisation", 0, same_every_day(540, 1080)))
    with CaptureQueriesContext(connection) as reading:
        permitted = services.permitted(owner.organisation_id, member_id=owner.member_id, zones=["Asia/Tokyo"])
    assert len(reading) <= 5
    with CaptureQueriesContext(connection) as asking:
        assert permitted(at(3)) is not None
    assert len(asking) == 0


def test_a_calendar_that_is_gone_leaves_the_organisations(owner: Actor) -> None:
    services.save_calendar(owner, None, CalendarValues("organisation", 0, same_every_day(540, 1080)))
    gone = services.permitted(owner.organisation_id, calendar_id=987654)
    assert gone(at(3)) == at(8)


def test_a_members_calendar_counts_once(owner: Actor) -> None:
    me = owner.member_id or 0
    mine = services.save_calendar(owner, None, CalendarValues("member", me, same_every_day(540, 1080)))
    answer = services.asked(owner.organisation_id, at(3), calendar_id=mine.pk, member_id=me)
    assert len(answer.reasons) == 1


def test_a_calendar_of_another_organisation_does_not_count(owner: Actor) -> None:
    _other, stranger = scene.organisation("Other")
    foreign = services.save_calendar(stranger, None, CalendarValues("organisation", 0, same_every_day(540, 541)))
    assert services.permitted(owner.organisation_id, calendar_id=foreign.pk)(at(3)) == at(3)
