"""What is written when a visitor talks from the page they are on; that they are heard is tested in a browser."""

from dataclasses import replace

import pytest
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError, StoppedError
from ringback.core.people.models import Consent
from ringback.doors.website import agreements
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.services import FaceValues, SiteFacts, Wish, facts_by_key, save_faces
from ringback.doors.website.talking.services import NO_PHONE, request_talk


@pytest.fixture
def facts(site: Site, actor: Actor, settings: Settings) -> SiteFacts:
    settings.RTPENGINE = "127.0.0.1:2223"
    save_faces(actor, site.pk, FaceValues(talk=True))
    found = facts_by_key(site.key)
    assert found is not None
    return found


@pytest.fixture
def wish(facts: SiteFacts) -> Wish:
    return Wish(phone=NO_PHONE, consent_version=next(iter(facts.consent_texts)), name="Eva", zone="Europe/Berlin")


def test_nobody_is_asked_for_a_number_and_both_boxes_are_kept_with_their_words(facts: SiteFacts, wish: Wish) -> None:
    offers = agreements.agreement(facts, agreements.OFFERS, facts.language)
    receipt = request_talk(facts, replace(wish, offers=offers.version, page="https://shop.example/tents"))
    request = CallbackRequest.objects.get(id=receipt.request_id)
    assert (request.phone, request.open_phone, request.in_browser) == ("", None, True)
    assert (request.name, request.zone, request.promise_id) == ("Eva", "Europe/Berlin", receipt.promise_id)
    kept = dict(Consent.objects.filter(person__name="Eva").values_list("purpose", "text"))
    assert kept == {"callback": facts.consent_texts[wish.consent_version], "offers": offers.text}


def test_a_number_that_is_left_makes_them_known_but_is_not_open_for_calls(facts: SiteFacts, wish: Wish) -> None:
    offers = agreements.agreement(facts, agreements.OFFERS, facts.language)
    number = phones.parse("0151 12345678", "DE")
    receipt = request_talk(facts, replace(wish, phone=number, offers=offers.version, key="once"))
    kept = dict(Consent.objects.exclude(purpose="callback").values_list("purpose", "text"))
    assert kept == {"offers": offers.text, "offers_sms": offers.text}, "its words name text messages"
    request = CallbackRequest.objects.select_related("person").get(id=receipt.request_id)
    assert (request.phone, request.open_phone) == ("+4915112345678", None)
    again = request_talk(facts, replace(wish, phone=phones.parse("0151 12345678", "DE"), key="once"))
    assert again.replayed and again.token == receipt.token
    assert CallbackRequest.objects.count() == 1


def test_old_words_and_sites_that_take_no_such_calls_are_refused(facts: SiteFacts, wish: Wish) -> None:
    with pytest.raises(FieldError) as error:
        request_talk(facts, replace(wish, consent_version="old"))
    assert error.value.field == "consent"
    with pytest.raises(StoppedError):
        request_talk(replace(facts, faces={**facts.faces, "talk": False}), wish)
    assert not CallbackRequest.objects.exists()
