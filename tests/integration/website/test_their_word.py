"""What the called person said counts: a withdrawn consent takes the callback back, a closed number is not called."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError
from ringback.core.people import services as people
from ringback.core.people.models import Consent, NoContact, Person
from ringback.core.promises import services as promises
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Receipt, Wish, facts_by_key, request_callback, save_site
from tests.integration.website.conftest import Ask, fresh_number, site_values


def asked(site: Site, number: str) -> Receipt:
    facts = facts_by_key(site.key)
    assert facts is not None
    return request_callback(facts, Wish(phones.parse(number, "DE"), site.consent_version))


def test_a_withdrawn_consent_takes_back_what_stands_on_it_and_nothing_else(
    actor: Actor, site: Site, moment: SettableClock
) -> None:
    number, other = fresh_number(), save_site(actor, None, site_values(name="Boats", group_id=site.group_id))
    first = asked(site, number)
    moment.advance(60)
    second = asked(other, number)
    older, newer = Consent.objects.order_by("id")
    people.withdraw_consent(actor, older.pk)
    states = dict(Promise.objects.values_list("id", "state"))
    assert (states[first.promise_id or 0], states[second.promise_id or 0]) == ("cancelled", "pending")
    under_way = Attempt.objects.get(promise_id=first.promise_id or 0)
    assert promises.under_way([under_way.pk]) == set()  # asked right before every leg: nobody is rung any more
    Keeper().round()
    assert CallbackRequest.objects.get(pk=first.request_id).result == "cancelled"
    history = Promise.objects.get(pk=first.promise_id or 0).evidence["history"]
    assert history[-1]["why"] == "They withdrew their consent."
    people.withdraw_consent(actor, newer.pk)
    assert Promise.objects.get(pk=second.promise_id or 0).state == "cancelled"


def test_who_withdrew_and_asks_anew_is_called(actor: Actor, site: Site, moment: SettableClock) -> None:
    number = fresh_number()
    asked(site, number)
    people.withdraw_consent(actor, Consent.objects.get().pk)
    Keeper().round()
    moment.advance(60)
    again = asked(site, number)
    assert Promise.objects.get(pk=again.promise_id or 0).state == "keeping"


def test_a_closed_number_is_told_so_politely_and_nothing_is_kept_of_it(ask: Ask, actor: Actor) -> None:
    """Whoever types a number has not proven that it is theirs: a new request opens nothing that was closed."""
    number = fresh_number()
    people.do_not_contact(actor, "voice", number, "asked on the phone")
    answer = ask(number)
    assert answer.status_code == 422, answer.text
    (wrong,) = answer.json()["errors"]
    assert (wrong["field"], wrong["problem"]) == ("phone", "We cannot call this number.")
    callbacks = Promise.objects.filter(kind="website.callback")
    assert not (Person.objects.exists() or Consent.objects.exists() or callbacks.exists())
    people.lift(actor, NoContact.objects.get().pk)
    assert ask(number).status_code == 201


def test_a_number_closed_for_letters_or_elsewhere_is_called(actor: Actor, site: Site) -> None:
    number = fresh_number()
    people.do_not_contact(actor, "sms", number, "no texts")
    people.do_not_contact(actor, "voice", number, "no offers", purpose="offers")
    kept = Promise.objects.get(pk=asked(site, number).promise_id or 0)
    people.do_not_contact(actor, "voice", number, "no calls")
    Promise.objects.filter(pk=kept.pk).update(state="kept", closed_at=kept.created_at, wake_at=None)
    with pytest.raises(FieldError):
        asked(site, number)


def test_it_costs_the_request_no_query(actor: Actor, site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    for number in (fresh_number(), fresh_number()):
        with CaptureQueriesContext(connection) as seen:
            request_callback(facts, Wish(phones.parse(number, "DE"), site.consent_version))
    reads = [query["sql"] for query in seen.captured_queries if query["sql"].lstrip().startswith("SELECT")]
    assert len([sql for sql in reads if "JOIN people_personphone" in sql or "people_nocontact" in sql]) == 1
