"""Offers to many as text messages: their own consent, hours and caps, through a real gateway (MISSION W23)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.models import Message, OfferCampaign
from ringback.channels.messages.offers import costs, making, reads, services
from ringback.channels.messages.offers.audience import Wanted
from ringback.channels.messages.offers.rules import By, LeftOut, Standing
from ringback.channels.messages.offers.services import OfferValues
from ringback.channels.messages.offers.wording import OfferWords
from ringback.channels.messages.sms.counting import count
from ringback.core.hours import services as hours
from ringback.core.people import services as people
from ringback.core.people.models import Consent, NoContact, Person
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.servers.kannel import Kannel
from tests.servers.mail import MailSink
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)

SMS = OfferWords("en", "", "", "https://shop.example/tents", "Tents at half price, {{ name }}!")
BOTH = replace(SMS, subject="Half price", body="All tents, {{ name }}.")
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def opened() -> tuple[Organisation, Actor]:
    return scene.organisation("Tents & Co")


@pytest.fixture
def lead(opened: tuple[Organisation, Actor]) -> Actor:
    may_be_called(opened[1], 0, 1440)
    return scene.member(opened[0], "lead")


def may_be_called(owner: Actor, since: int, until_minute: int) -> None:
    """Let everybody be called between two minutes of every day."""
    hours.save_window(owner, (((since, until_minute),),) * 7, on_holidays=True, source="test")


def person(lead: Actor, name: str, number: str = "", *purposes: str, email: bool = False) -> Person:
    if number:
        found = people.known_by_phone(lead.organisation_id, phones.parse(number, "DE"), name=name)
    else:
        found = people.known_by_email(lead.organisation_id, f"{name.lower()}@example.org", name=name)
    if number and email:
        found.emails.create(organisation_id=lead.organisation_id, address=f"{name.lower()}@example.org")
    for purpose in purposes:
        people.record_consent(found, purpose=purpose, text="News?", version="1")
    return found


def values(by: By, words: OfferWords = SMS) -> OfferValues:
    return OfferValues("en", [words], framed=True, wanted=Wanted(), starts_at=None, rate_hour=0, by=by)


def sent(lead: Actor, by: By, words: OfferWords = SMS) -> str:
    offer_id = services.save(lead, values(by, words)).public_id
    services.send(lead, offer_id)
    return offer_id


def opts_out(lead: Actor, channel: str, address: str, purpose: str) -> None:
    with transaction.atomic():
        people.opt_out(lead.organisation_id, channel, address, purpose, "said so")


def all_sent(count: int) -> bool:
    return Message.objects.filter(state="sent").count() == count


def make_all() -> None:
    while making.go_on(OfferCampaign.objects.get().pk):
        pass


def test_only_who_agreed_to_text_messages_gets_one_and_leaves_by_its_short_link(
    lead: Actor, kannel: Kannel, round_until: Callable[..., None]
) -> None:
    mira = person(lead, "Mira", "+4915123456789", "offers_sms")
    person(lead, "Mailed", "+4915123456780", "offers")
    person(lead, "Desk", "+493012345678", "offers_sms")
    person(lead, "Closed", "+4915123456781", "offers_sms")
    opts_out(lead, "sms", "+4915123456781", "")
    audience = reads.audience_of(lead, Wanted(), By.SMS)
    left_out = {LeftOut.NOT_AGREED: 1, LeftOut.NO_NUMBER: 1, LeftOut.ASKED_NOT_TO: 1}
    assert (audience.by_channel, audience.left_out) == ({"sms": 1}, left_out)
    offer_id = sent(lead, By.SMS)
    round_until(lambda: reads.offer(lead, offer_id).standing is Standing.SENT)
    assert reads.offer(lead, offer_id).subject == "Tents at half price, {{ name }}!"
    until(lambda: "Tents & Co: Tents at half price, Mira! https://shop.example/tents" in kannel.taken())
    message = Message.objects.get()
    assert count(message.text).parts == 1, "the link to leave is short"
    found = re.search(r"\nUnsubscribe: http://127\.0\.0\.1:8000(/o/[\w-]{30,44})$", message.text)
    assert found
    stranger = Client(enforce_csrf_checks=True)
    assert "•••789" in stranger.get(found[1]).content.decode()
    assert not NoContact.objects.filter(purpose="offers_sms").exists()
    assert stranger.post(found[1]).status_code == 200
    assert reads.offer(lead, offer_id).counts.left == 1
    refusal = people.may_contact(lead.organisation_id, mira.pk, "sms", "+4915123456789", "offers_sms")
    assert refusal is not None and refusal.why is people.Why.OPTED_OUT
    changed = found[1][:9] + ("A" if found[1][9] != "A" else "B") + found[1][10:]
    assert stranger.get(changed).status_code == 404


def test_mail_comes_first_where_both_may_be_and_the_cap_counts_both_together(
    lead: Actor, server: MailSink, kannel: Kannel, round_until: Callable[..., None]
) -> None:
    person(lead, "Both", "+4915123456789", "offers", "offers_sms", email=True)
    person(lead, "Phoned", "+4915123456780", "offers_sms", email=True)
    person(lead, "Gone", "+4915123456781", "offers", "offers_sms", email=True)
    opts_out(lead, "mail", "gone@example.org", "offers")
    for times in (1, 2):
        assert reads.audience_of(lead, Wanted(), By.EITHER).by_channel == {"mail": 1, "sms": 2}
        sent(lead, By.EITHER, BOTH)
        round_until(partial(all_sent, 3 * times))
    assert [str(mail["To"]) for mail in server.mails] == ["both@example.org"] * 2
    until(lambda: kannel.taken().count("+4915123456780") == kannel.taken().count("+4915123456781") == 2)
    for by in By:
        assert reads.audience_of(lead, Wanted(), by).left_out[LeftOut.ENOUGH] == {"mail": 2, "sms": 3, "either": 3}[by]


def test_it_waits_for_their_hours_and_each_is_looked_at_again_right_before(
    opened: tuple[Organisation, Actor], lead: Actor, kannel: Kannel, round_until: Callable[..., None]
) -> None:
    mira = person(lead, "Mira", "+4915123456789", "offers_sms")
    Person.objects.update(zone=BERLIN.key, zone_source="said")
    later = clock.now().astimezone(BERLIN) + timedelta(hours=6)
    may_be_called(opened[1], minute := later.hour * 60 + later.minute, minute + 1)
    sent(lead, By.SMS)
    make_all()
    waiting = Promise.objects.get(kind="messages.sms.offers_sms")

    def put_off() -> bool:
        waiting.refresh_from_db()
        return waiting.not_before_at is not None and waiting.not_before_at > clock.now()

    round_until(put_off)
    assert (waiting.state, waiting.attempts_made, kannel.taken()) == ("pending", 0, "")
    may_be_called(opened[1], 0, 1440)
    Consent.objects.filter(person=mira).update(withdrawn_at=clock.now())
    Promise.objects.update(not_before_at=None, wake_at=clock.now())
    round_until(lambda: Message.objects.get().state == "withheld")
    assert kannel.taken() == ""


def test_what_it_takes_and_costs_is_said_before(lead: Actor, kannel: Kannel, settings: Settings) -> None:
    person(lead, "Mira", "+4915123456789", "offers_sms")
    person(lead, "Uwe", "+4915123456780", "offers_sms")
    settings.SMS_PRICE = (Decimal("0.075"), "EUR")
    client = scene.signed_in(lead)
    form = {"by": "sms", "language": "en", "sms_en": "Палатки за полцены, {{ name }}!", "framed": "on"}
    seen = client.post("/offers/preview/", form).content.decode()
    assert "2 parts" in seen and "0.15 EUR" in seen and "wide alphabet" in seen
    client.post("/offers/new/", {**form, "do": "send"})
    row = OfferCampaign.objects.get()
    page = client.get(f"/offers/{row.public_id}/send/?counted=yes").content.decode()
    assert "2, each of 2 parts, about 0.30 EUR" in page
    values_now = reads.values_of(reads.offer(lead, row.public_id))
    assert costs.cost_of(lead, values_now, reads.audience_of(lead, Wanted(), By.MAIL)) is None
    assert "at most 600" in client.post("/offers/preview/", {**form, "sms_en": "x" * 601}).content.decode()


def test_without_a_gateway_there_are_no_offers_by_text_message(lead: Actor, settings: Settings) -> None:
    settings.SMS_GATEWAY = ""
    with pytest.raises(FieldError):
        services.save(lead, values(By.SMS))
    assert "offer-by" not in scene.signed_in(lead).get("/offers/new/").content.decode()
