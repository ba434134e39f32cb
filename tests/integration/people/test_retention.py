"""What is too old goes by itself, each kind after its own time, and the house plans its own nights."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError, NotAllowedError
from ringback.channels.voice.models import Call, Recording
from ringback.core.people import services
from ringback.core.people.models import Person, Receipt
from ringback.core.promises import housekeeping, reads
from ringback.core.promises.keeping import handler_of
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Outcome, recurring
from tests.integration.accounts import scene
from tests.integration.people import persons
from tests.integration.people.persons import NUMBER, OTHER_NUMBER, Known

pytestmark = pytest.mark.django_db

DAY = 86400.0


@pytest.fixture
def shop() -> tuple[Organisation, Actor]:
    return persons.shop()


def done_with(known: Known) -> Known:
    """The promise is kept and the request closed, now."""
    Promise.objects.filter(pk=known.promise.pk).update(state="kept", closed_at=clock.now(), wake_at=None)
    known.request.open_phone = None
    known.request.save()
    return known


def tidy(opened: Organisation) -> dict[str, int]:
    return dict(services.apply_retention(opened.pk, 60.0).counts)


def test_each_kind_goes_after_its_own_time(shop: tuple[Organisation, Actor], moment: SettableClock) -> None:
    opened, _clerk = shop
    known = done_with(persons.known(opened))
    assert tidy(opened) == {}
    moment.advance(181 * DAY)
    assert tidy(opened) == {"recordings": 1}
    assert not Recording.objects.exists()
    assert Call.objects.get().number == NUMBER
    moment.advance(550 * DAY)
    assert tidy(opened) == {"calls": 1, "requests": 1}
    known.call.refresh_from_db()
    known.request.refresh_from_db()
    assert (known.call.number, known.call.note, known.request.phone) == ("", "", "")
    assert Person.objects.get().name == "Vera Vogel"
    moment.advance(365 * DAY)
    assert tidy(opened) == {"persons": 1}
    assert not Person.objects.exists()
    assert Receipt.objects.get().why == "Kept for as long as the retention period says."
    assert AuditEntry.objects.filter(action="retention.applied").count() == 3
    assert tidy(opened) == {}


def test_a_person_stays_while_something_is_open_or_new(shop: tuple[Organisation, Actor], moment: SettableClock) -> None:
    opened, _clerk = shop
    persons.known(opened)  # something is promised still
    done_with(persons.known(opened, OTHER_NUMBER, "Otto", "otto@example.org"))
    agreeing = services.known_by_email(opened.pk, "new@example.org")
    moment.advance(1000 * DAY)
    services.record_consent(agreeing, purpose="offers", text="Offers", version="1")
    moment.advance(100 * DAY)
    assert tidy(opened)["persons"] == 1
    assert set(Person.objects.values_list("name", flat=True)) == {"Vera Vogel", ""}


def test_zero_keeps_it_for_good_and_every_change_is_on_record(
    shop: tuple[Organisation, Actor], moment: SettableClock
) -> None:
    opened, clerk = shop
    done_with(persons.known(opened))
    services.set_retention(clerk, {"recordings": 0, "calls": 0, "requests": 0, "persons": 0})
    moment.advance(20000 * DAY)
    assert tidy(opened) == {}
    services.set_retention(clerk, {"recordings": 7})
    assert tidy(opened) == {"recordings": 1}
    changed = AuditEntry.objects.filter(action="retention.changed").order_by("id")
    assert [entry.detail for entry in changed] == [
        {"recordings": 0, "calls": 0, "requests": 0, "persons": 0},
        {"recordings": 7},
    ]


def test_periods_that_cannot_be(shop: tuple[Organisation, Actor]) -> None:
    for days in ({"recordings": -1}, {"recordings": 40000}, {"nothing": 1}):
        with pytest.raises(FieldError):
            services.set_retention(shop[1], days)
    with pytest.raises(NotAllowedError):
        services.set_retention(scene.member(shop[0], "lead"), {"recordings": 1})


def test_another_organisation_keeps_its_own(shop: tuple[Organisation, Actor], moment: SettableClock) -> None:
    boats = Organisation.objects.create(name="Boats")
    done_with(persons.known(shop[0]))
    done_with(persons.known(boats))
    moment.advance(200 * DAY)
    assert tidy(shop[0]) == {"recordings": 1}
    assert Recording.objects.get().call.organisation_id == boats.pk


def test_a_night_is_planned_with_the_organisation_and_plans_the_next(moment: SettableClock) -> None:
    opened, owner = scene.organisation("Night")
    planned = Promise.objects.get(kind=housekeeping.TIDYING, organisation=opened)
    assert planned.due_at.astimezone(ZoneInfo("Europe/Berlin")).hour == 3
    moment.advance((planned.due_at - clock.now()).total_seconds() + 1)
    assert handler_of(planned.kind).keep(planned, Attempt(promise=planned)) is Outcome.DONE
    later = Promise.objects.filter(kind=housekeeping.TIDYING, organisation=opened).exclude(pk=planned.pk).get()
    assert timedelta(hours=23) < later.due_at - planned.due_at < timedelta(hours=25)
    assert reads.today(owner, clock.now()).due == []


def test_a_keeper_plans_what_is_missing(shop: tuple[Organisation, Actor]) -> None:
    recurring.plan_missing()
    recurring.plan_missing()
    assert Promise.objects.filter(kind=housekeeping.TIDYING, organisation=shop[0]).count() == 1


def test_erasures_share_the_promise_that_waits(shop: tuple[Organisation, Actor]) -> None:
    opened, clerk = shop
    for number, mail in ((NUMBER, "a@example.org"), (OTHER_NUMBER, "b@example.org")):
        services.erase(clerk, persons.person(opened, number, "Somebody Else", mail).pk, "asked")
    assert Promise.objects.filter(kind=housekeeping.AFTERMATH).count() == 1
