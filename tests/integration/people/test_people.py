"""One person an organisation, however often they come; and what they agreed to."""

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import system_actor
from ringback.base.kit import phones
from ringback.base.kit.errors import NotFoundError
from ringback.core.people import services
from ringback.core.people.models import Consent, Person, PersonPhone
from ringback.core.people.services import PersonValues

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Organisation:
    return Organisation.objects.create(name="Tents")


def test_the_same_number_is_the_same_person_however_it_is_typed(shop: Organisation) -> None:
    first = services.known_by_phone(shop.pk, phones.parse("0151 23456789", "DE"), name="Vera")
    second = services.known_by_phone(shop.pk, phones.parse("+49 151 2345 6789", "US"), name="V.")
    assert first.pk == second.pk
    assert Person.objects.get().name == "Vera"
    assert PersonPhone.objects.get().raw == "0151 23456789"


def test_a_name_that_was_missing_is_filled_in(shop: Organisation) -> None:
    phone = phones.parse("0151 23456789", "DE")
    services.known_by_phone(shop.pk, phone)
    services.known_by_phone(shop.pk, phone, name="Vera")
    assert Person.objects.get().name == "Vera"


def test_two_organisations_know_two_persons(shop: Organisation) -> None:
    other = Organisation.objects.create(name="Boats")
    phone = phones.parse("0151 23456789", "DE")
    assert services.known_by_phone(shop.pk, phone).pk != services.known_by_phone(other.pk, phone).pk


def test_an_address_is_known_in_any_case(shop: Organisation) -> None:
    first = services.known_by_email(shop.pk, "Vera@Example.org")
    assert services.known_by_email(shop.pk, " vera@example.ORG ").pk == first.pk


def test_a_consent_keeps_what_was_shown_and_only_a_network(shop: Organisation) -> None:
    person = services.known_by_phone(shop.pk, phones.parse("0151 23456789", "DE"))
    services.record_consent(
        person, purpose="callback", text="Call me", version="1", address="203.0.113.77", page="https://shop.example/"
    )
    consent = Consent.objects.get()
    assert (consent.text, consent.version, consent.address) == ("Call me", "1", "203.0.113.0")
    assert services.has_consent(person.pk, "callback")


def test_a_consent_is_withdrawn_once_and_on_record(shop: Organisation) -> None:
    person = services.known_by_phone(shop.pk, phones.parse("0151 23456789", "DE"))
    consent = services.record_consent(person, purpose="callback", text="Call me", version="1")
    actor = system_actor(shop.pk)
    services.withdraw_consent(actor, consent.pk)
    assert not services.has_consent(person.pk, "callback")
    assert AuditEntry.objects.filter(action="consent.withdrawn").count() == 1
    with pytest.raises(NotFoundError):
        services.withdraw_consent(actor, consent.pk)


def test_another_organisation_cannot_withdraw_it(shop: Organisation) -> None:
    person = services.known_by_phone(shop.pk, phones.parse("0151 23456789", "DE"))
    consent = services.record_consent(person, purpose="callback", text="Call me", version="1")
    other = Organisation.objects.create(name="Boats")
    with pytest.raises(NotFoundError):
        services.withdraw_consent(system_actor(other.pk), consent.pk)


@pytest.mark.parametrize(
    ("address", "kept"), [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2::3", "2001:db8:1::"), ("nonsense", "")]
)
def test_addresses_are_shortened(address: str, kept: str) -> None:
    assert services.shortened(address) == kept


def test_who_told_a_zone_is_kept_with_it(shop: Organisation) -> None:
    actor = system_actor(shop.pk)
    phone = phones.parse("0151 23456789", "DE")
    vera = services.known_by_phone(shop.pk, phone)
    assert (vera.zone, vera.zone_source) == ("", "")
    vera = services.known_by_phone(shop.pk, phone, zone="Europe/Berlin")
    assert vera.zone_source == "browser"
    services.change_person(actor, vera.pk, PersonValues("Vera", "Asia/Tokyo", ""))
    vera.refresh_from_db()
    assert (vera.zone, vera.zone_source) == ("Asia/Tokyo", "said")
    services.change_person(actor, vera.pk, PersonValues("Vera", "", ""))
    vera.refresh_from_db()
    assert vera.zone_source == ""
    double = services.known_by_phone(shop.pk, phones.parse("0151 23456788", "DE"), zone="Europe/Berlin")
    merged = services.merge(actor, vera.pk, double.pk)
    vera.refresh_from_db()
    assert (vera.zone, vera.zone_source) == ("Europe/Berlin", "browser")
    services.undo_merge(actor, merged.pk)
    vera.refresh_from_db()
    assert (vera.zone, vera.zone_source) == ("", "")
