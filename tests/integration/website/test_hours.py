"""A visitor's own hours: "call me now" permits that one call, what follows it waits for their day (MISSION W8)."""

from datetime import timedelta

import pytest

from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.clock import SettableClock
from ringback.channels.voice.models import HuntGroup
from ringback.core.hours import services as hours
from ringback.core.hours.rules import same_every_day
from ringback.core.hours.services import CalendarValues
from ringback.core.people.models import Person
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Outcome, report
from ringback.doors.website.choosing.terms import save_terms
from ringback.doors.website.models import Site
from ringback.doors.website.services import Wish, facts_by_key, request_callback, save_site
from ringback.doors.website.slots.rules import Terms
from tests.integration.website.conftest import fresh_number, site_values

RUSSIAN_MOBILE = "+79161234567"


def asked(site: Site, number: str, zone: str) -> Promise:
    """The promise of a visitor who has left a number, its first try not answered."""
    facts = facts_by_key(site.key)
    assert facts is not None
    receipt = request_callback(facts, Wish(phones.parse(number, "DE"), site.consent_version, zone=zone))
    promise = Promise.objects.get(pk=receipt.promise_id or 0)
    attempt = Attempt.objects.get(promise=promise)
    report(attempt.pk, Outcome.NO_ANSWER, {})
    promise.refresh_from_db()
    return promise


def test_by_day_the_second_try_follows_soon(site: Site, moment: SettableClock) -> None:
    promise = asked(site, fresh_number(), "Europe/Berlin")
    assert (promise.state, promise.due_at - moment.now()) == ("pending", timedelta(seconds=120))


def test_at_their_night_no_second_try_follows(site: Site, moment: SettableClock) -> None:
    """Noon here, ten in the evening in Vladivostok: the call they asked for is made, and nobody is woken after it."""
    assert asked(site, fresh_number(), "Asia/Vladivostok").state == "expired"


def test_the_browser_of_this_request_counts_before_what_was_known(site: Site, moment: SettableClock) -> None:
    number = fresh_number()
    assert asked(site, number, "Europe/Berlin").state == "pending"
    Promise.objects.update(state="kept", closed_at=moment.now(), wake_at=None)
    assert asked(site, number, "Asia/Vladivostok").state == "expired"
    assert Person.objects.get().zone == "Europe/Berlin"


@pytest.mark.parametrize(("zone", "state"), [("Europe/Moscow", "pending"), ("Europe/Berlin", "expired")])
def test_where_the_browser_tells_nothing_the_site_does_if_plausible(
    actor: Actor, group: HuntGroup, moment: SettableClock, zone: str, state: str
) -> None:
    """A Russian mobile may be from Moscow, but not from Berlin: then all its sixteen zones count."""
    site = save_site(actor, None, site_values(group_id=group.pk, zone=zone, countries=["RU"]))
    assert asked(site, RUSSIAN_MOBILE, "Mars/Base").state == state


def test_the_hours_of_the_group_bind_what_follows(
    site: Site, actor: Actor, group: HuntGroup, moment: SettableClock
) -> None:
    hours.save_calendar(actor, None, CalendarValues("organisation", 0, same_every_day(0, 1440)))
    save_terms(actor, site.pk, Terms(after_hours="call"))  # asked for now all the same
    assert asked(site, fresh_number(), "Europe/Berlin").state == "pending"
    hours.save_calendar(actor, None, CalendarValues("group", group.pk, same_every_day(540, 720)))
    assert asked(site, fresh_number(), "Europe/Berlin").state == "expired"


def test_a_zone_is_learned_once(site: Site, moment: SettableClock) -> None:
    number = fresh_number()
    asked(site, number, "")
    Promise.objects.update(state="kept", closed_at=moment.now(), wake_at=None)
    asked(site, number, "Europe/Madrid")
    assert Person.objects.get().zone == "Europe/Madrid"


def test_hours_that_are_deleted_leave_the_sites(site: Site, group: HuntGroup, actor: Actor) -> None:
    week = same_every_day(0, 24 * 60)
    whole = hours.save_calendar(actor, None, CalendarValues("organisation", 0, week))
    sites = hours.save_calendar(actor, None, CalendarValues("site", site.pk, week))
    own = hours.save_calendar(actor, None, CalendarValues("group", group.pk, week))
    facts = facts_by_key(site.key)
    assert facts is not None
    request_callback(facts, Wish(phones.parse(fresh_number(), "DE"), site.consent_version))
    kept = [own.pk, sites.pk, whole.pk, None]
    bound = [Promise.objects.get().calendar_id]
    for gone in (own, sites, whole):
        hours.delete_calendar(actor, gone.pk)
        bound.append(Promise.objects.get().calendar_id)
    assert bound == kept
