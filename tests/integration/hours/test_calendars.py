"""Calendars: who may change them, what they may hold, which one counts."""

from datetime import UTC, date, datetime

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.channels.voice.models import HuntGroup
from ringback.core.hours import services
from ringback.core.hours.models import Calendar
from ringback.core.hours.rules import NEVER, Week, same_every_day
from ringback.core.hours.services import CalendarValues
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db
OFFICE = same_every_day(9 * 60, 18 * 60)
ORGANISATION = ("organisation", 0)


@pytest.fixture
def owner() -> Actor:
    return scene.organisation()[1]


def saved(actor: Actor, scope: str, scope_id: int, week: Week = OFFICE, **values: str) -> Calendar:
    return services.save_calendar(actor, None, CalendarValues(scope, scope_id, week, **values))


def refused(actor: Actor, scope: str, scope_id: int, week: Week = OFFICE, **values: str) -> str:
    with pytest.raises(FieldError) as refusal:
        saved(actor, scope, scope_id, week, **values)
    return refusal.value.field


def test_the_most_specific_calendar_counts(owner: Actor) -> None:
    group = HuntGroup.objects.create(organisation_id=owner.organisation_id, name="Sales")
    found = services.calendar_for
    assert found(owner.organisation_id, group_id=group.pk) is None
    whole = saved(owner, *ORGANISATION)
    assert found(owner.organisation_id, group_id=group.pk, site_id=7) == whole.pk
    own = saved(owner, "group", group.pk)
    assert found(owner.organisation_id, group_id=group.pk, site_id=7) == own.pk
    mine = saved(owner, "member", owner.member_id or 0)
    assert found(owner.organisation_id, group_id=group.pk, member_id=owner.member_id) == mine.pk
    assert found(owner.organisation_id) == whole.pk


def test_each_has_one_calendar(owner: Actor) -> None:
    saved(owner, *ORGANISATION)
    assert refused(owner, *ORGANISATION) == "scope"


def test_only_what_is_there_gets_hours(owner: Actor) -> None:
    _other, stranger = scene.organisation("Other")
    foreign = HuntGroup.objects.create(organisation_id=stranger.organisation_id, name="Theirs")
    assert refused(owner, "group", foreign.pk) == "scope"
    assert refused(owner, "member", stranger.member_id or 0) == "scope"
    assert refused(owner, "organisation", 5) == "scope"
    assert refused(owner, "planet", 1) == "scope"


def test_what_makes_no_sense_is_named(owner: Actor) -> None:
    assert refused(owner, *ORGANISATION, zone="Europe/Atlantis") == "zone"
    assert refused(owner, *ORGANISATION, zone="../../etc/passwd") == "zone"
    assert refused(owner, *ORGANISATION, holiday_country="XX") == "holiday_country"
    assert refused(owner, *ORGANISATION, holiday_country="DE", holiday_region="TX") == "holiday_region"
    overlapping = (*NEVER[:2], ((540, 600), (590, 700)), *NEVER[3:])
    assert refused(owner, *ORGANISATION, overlapping) == "day2"
    assert refused(owner, *ORGANISATION, (((600, 600),), *NEVER[1:])) == "day0"
    assert refused(owner, *ORGANISATION, (*NEVER[:6], ((-5, 10),))) == "day6"


def test_agents_change_their_own_hours_alone(owner: Actor) -> None:
    opened = Organisation.objects.get(pk=owner.organisation_id)
    anna, ben = scene.member(opened, "agent"), scene.member(opened, "agent")
    own = saved(anna, "member", anna.member_id or 0)
    with pytest.raises(NotAllowedError):
        saved(anna, "member", ben.member_id or 0)
    with pytest.raises(NotAllowedError):
        saved(anna, *ORGANISATION)
    with pytest.raises(NotAllowedError):
        services.delete_calendar(ben, own.pk)
    services.delete_calendar(owner, own.pk)
    assert not Calendar.objects.exists()


def test_changes_are_on_record(owner: Actor) -> None:
    own = saved(owner, *ORGANISATION)
    services.save_calendar(owner, own.pk, CalendarValues(*ORGANISATION, OFFICE, zone="Asia/Tokyo"))
    services.add_exception(owner, own.pk, date(2026, 12, 24), date(2026, 12, 24), note="Christmas party")
    entries = AuditEntry.objects.filter(action__startswith="hours.").order_by("id")
    assert [entry.action for entry in entries] == ["hours.made", "hours.changed", "hours.exception_made"]
    assert entries[1].detail == {"fields": ["zone"]}
    assert "party" not in str(entries[2].detail)


def test_exceptions_come_before_week_and_holidays(owner: Actor, moment: SettableClock) -> None:
    own = saved(owner, *ORGANISATION, holiday_country="DE", zone="Europe/Berlin")
    permitted = services.permitted(owner.organisation_id, calendar_id=own.pk)
    good_friday = datetime(2026, 4, 3, 7, tzinfo=UTC)
    assert permitted(good_friday) == datetime(2026, 4, 4, 7, tzinfo=UTC)
    services.add_exception(owner, own.pk, date(2026, 4, 3), date(2026, 4, 3), [(600, 660)])
    services.add_exception(owner, own.pk, date(2026, 4, 4), date(2026, 4, 30), note="Closed for good")
    permitted = services.permitted(owner.organisation_id, calendar_id=own.pk)
    assert permitted(good_friday) == datetime(2026, 4, 3, 8, tzinfo=UTC)
    assert permitted(datetime(2026, 4, 3, 9, tzinfo=UTC)) == datetime(2026, 5, 2, 7, tzinfo=UTC)


def test_exceptions_that_cannot_be(owner: Actor) -> None:
    own = saved(owner, *ORGANISATION)

    def field(first: date, last: date, spans: tuple[tuple[int, int], ...] = (), note: str = "") -> str:
        with pytest.raises(FieldError) as refusal:
            services.add_exception(owner, own.pk, first, last, spans, note)
        return refusal.value.field

    day = date(2026, 12, 24)
    assert field(day, date(2026, 12, 23)) == "last_day"
    assert field(day, date(2028, 1, 1)) == "last_day"
    assert field(day, day, ((600, 500),)) == "spans"
    assert field(day, day, note="x" * 121) == "note"
    services.add_exception(owner, own.pk, day, day)
    assert field(date(2026, 12, 20), date(2026, 12, 31)) == "first_day"


def test_an_exception_of_another_calendar_stays(owner: Actor) -> None:
    mine, whole = saved(owner, "member", owner.member_id or 0), saved(owner, *ORGANISATION)
    made = services.add_exception(owner, mine.pk, date(2026, 12, 24), date(2026, 12, 24))
    with pytest.raises(NotFoundError):
        services.delete_exception(owner, whole.pk, made.pk)
    services.delete_exception(owner, mine.pk, made.pk)
    assert not mine.exceptions.exists()


def test_the_zone_of_the_organisation_is_followed(owner: Actor, moment: SettableClock) -> None:
    own = saved(owner, *ORGANISATION)
    at = datetime(2026, 3, 11, 0, 30, tzinfo=UTC)
    assert services.permitted(owner.organisation_id, calendar_id=own.pk)(at) == datetime(2026, 3, 11, 8, tzinfo=UTC)
    Organisation.objects.filter(pk=owner.organisation_id).update(zone="Asia/Tokyo")
    assert services.permitted(owner.organisation_id, calendar_id=own.pk)(at) == at
    assert clock.now() == moment.now()
