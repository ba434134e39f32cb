"""Nobody is contacted who does not want to be: the list, what it closes, and that it outlives a person."""

import pytest
from django.conf import settings
from django.test import override_settings

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.core.people import services
from ringback.core.people.models import NoContact
from ringback.core.people.rules import Why
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db

NUMBER, MAIL = "+4915123456789", "vera@example.org"


@pytest.fixture
def shop() -> Organisation:
    return Organisation.objects.create(name="Tents")


@pytest.fixture
def clerk(shop: Organisation) -> Actor:
    return system_actor(shop.pk)


def why(shop: Organisation, channel: str, address: str, purpose: str = "service", person: int | None = None) -> str:
    refused = services.may_contact(shop.pk, person, channel, address, purpose)
    return refused.why if refused else ""


def test_anybody_may_be_served_until_they_ask_not_to_be(shop: Organisation, clerk: Actor) -> None:
    assert why(shop, "voice", NUMBER) == ""
    services.do_not_contact(clerk, "voice", NUMBER, "said so on the phone")
    assert why(shop, "voice", NUMBER) == Why.ASKED_NOT_TO
    assert why(shop, "sms", NUMBER) == ""
    other = Organisation.objects.create(name="Boats")
    assert why(other, "voice", NUMBER) == ""
    assert services.never_called([(shop.pk, NUMBER), (other.pk, NUMBER), (shop.pk, "+493012345")]) == {
        (shop.pk, NUMBER)
    }


def test_what_is_optional_needs_a_consent_of_its_own(shop: Organisation) -> None:
    person = services.known_by_email(shop.pk, MAIL)
    assert why(shop, "mail", MAIL, "offers", person.pk) == Why.NO_CONSENT
    services.record_consent(person, purpose="newsletter", text="News", version="1")
    assert why(shop, "mail", MAIL, "offers", person.pk) == Why.NO_CONSENT
    services.record_consent(person, purpose="offers", text="Offers", version="1")
    assert why(shop, "mail", MAIL, "offers", person.pk) == ""


def test_an_opt_out_closes_its_purpose_and_never_what_serves(shop: Organisation) -> None:
    person = services.known_by_email(shop.pk, MAIL)
    services.record_consent(person, purpose="offers", text="Offers", version="1")
    services.opt_out(shop.pk, "mail", "Vera@Example.org", "offers", "link")
    services.opt_out(shop.pk, "mail", MAIL, "offers", "link again")
    assert why(shop, "mail", MAIL, "offers", person.pk) == Why.OPTED_OUT
    assert why(shop, "mail", MAIL, "service", person.pk) == ""
    assert NoContact.objects.count() == 1


def test_nobody_is_contacted_who_is_not_known_any_more(shop: Organisation) -> None:
    person = services.known_by_phone(shop.pk, phones.parse(NUMBER, "DE"))
    number = person.pk
    person.delete()
    assert why(shop, "voice", NUMBER, "service", number) == Why.NOBODY


def test_an_entry_is_lifted_once_and_on_record(shop: Organisation, clerk: Actor) -> None:
    services.do_not_contact(clerk, "voice", NUMBER, "said so")
    entry = NoContact.objects.get()
    with pytest.raises(NotFoundError):
        services.lift(system_actor(Organisation.objects.create(name="Boats").pk), entry.pk)
    services.lift(clerk, entry.pk)
    assert why(shop, "voice", NUMBER) == ""
    with pytest.raises(NotFoundError):
        services.lift(clerk, entry.pk)
    services.do_not_contact(clerk, "voice", NUMBER, "said so again")
    assert why(shop, "voice", NUMBER) == Why.ASKED_NOT_TO
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["contact.closed", "contact.opened", "contact.closed"]


def test_the_table_alone_names_nobody_and_an_older_key_still_counts(shop: Organisation, clerk: Actor) -> None:
    from_settings = list(settings.SEAL_KEYS)
    services.do_not_contact(clerk, "voice", NUMBER, "said so")
    stored = NoContact.objects.values("digest").get()["digest"]
    assert NUMBER not in stored
    with override_settings(SEAL_KEYS=["bmV3ZXIga2V5IG9mIHRoZSBpbnN0YWxsYXRpb24tLS0=", *from_settings]):
        assert why(shop, "voice", NUMBER) == Why.ASKED_NOT_TO
    with override_settings(SEAL_KEYS=["bmV3ZXIga2V5IG9mIHRoZSBpbnN0YWxsYXRpb24tLS0="]):
        assert why(shop, "voice", NUMBER) == ""


def test_a_reason_a_channel_and_a_permission_are_needed(shop: Organisation, clerk: Actor) -> None:
    with pytest.raises(FieldError):
        services.do_not_contact(clerk, "voice", NUMBER, " ")
    with pytest.raises(FieldError):
        services.do_not_contact(clerk, "pigeon", NUMBER, "said so")
    agent = scene.member(shop, "agent")
    with pytest.raises(NotAllowedError):
        services.do_not_contact(agent, "voice", NUMBER, "said so")
