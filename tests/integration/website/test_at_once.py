"""Several web processes at once, each with its own connection: the database decides, not a process's memory."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from ringback.base.kit import phones
from ringback.channels.voice.models import Call
from ringback.core.people.models import Person
from ringback.core.promises.models import Promise
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import Receipt, Wish, facts_by_key, request_callback
from tests.integration.website.conftest import fresh_number


def test_one_number_through_many_connections_is_one_request(site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    together = threading.Barrier(12)
    wish = Wish(phones.parse(fresh_number(), "DE"), site.consent_version)

    def ask(_: int) -> Receipt:
        together.wait(20)
        try:
            return request_callback(facts, wish)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(ask, range(12)))
    assert len({receipt.token for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert CallbackRequest.objects.count() == Promise.objects.count() == Person.objects.count() == 1


def test_one_key_through_many_connections_is_one_answer(site: Site) -> None:
    facts = facts_by_key(site.key)
    assert facts is not None
    together = threading.Barrier(8)
    phone = phones.parse(fresh_number(), "DE")
    wish = Wish(phone, site.consent_version, key="one-and-the-same-key")

    def ask(_: int) -> str:
        together.wait(20)
        try:
            return request_callback(facts, wish).token
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert Promise.objects.count() == 1


def test_a_call_asks_for_what_the_site_asks_for_and_the_visitor_speaks(site: Site) -> None:
    Site.objects.filter(pk=site.pk).update(skills="Tents,  big Boats")
    facts = facts_by_key(site.key)
    assert facts is not None
    number = fresh_number()
    first = request_callback(facts, Wish(phones.parse(number, "DE"), site.consent_version, language="fr-CA"))
    plan = Call.objects.get(promise_id=first.promise_id or 0).plan
    assert (plan["skills"], plan["language"], plan["newcomer"]) == (["tents", "big boats"], "fr-CA", True)
    Call.objects.all().delete()
    CallbackRequest.objects.all().delete()
    again = request_callback(facts, Wish(phones.parse(number, "DE"), site.consent_version))
    assert "newcomer" not in Call.objects.get(promise_id=again.promise_id or 0).plan
