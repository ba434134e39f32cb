"""Offers to many: only those who agreed, each once, spread, stopped, and counted honestly (MISSION W23)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.models import BouncedAddress, Message, OfferCampaign
from ringback.channels.messages.offers import making, reads, services
from ringback.channels.messages.offers.audience import Wanted
from ringback.channels.messages.offers.rules import LeftOut, Standing
from ringback.channels.messages.offers.services import OfferValues
from ringback.channels.messages.offers.wording import OfferWords
from ringback.core.people import services as people
from ringback.core.people.models import Consent, NoContact, Person
from ringback.core.promises import reads as promises
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.servers.mail import MailSink

pytestmark = pytest.mark.django_db(transaction=True)

ENGLISH = OfferWords("en", "Half price", "All tents, {{ name }}.", "https://shop.example/tents")
GERMAN = OfferWords("de", "Halber Preis", "Alle Zelte, {{ name }}.")


@pytest.fixture
def lead() -> Actor:
    opened, _owner = scene.organisation("Tents & Co")
    return scene.member(opened, "lead")


def person(lead: Actor, name: str, *, agreed: bool = True, language: str = "") -> Person:
    found = people.known_by_email(lead.organisation_id, f"{name.lower()}@example.org", name=name)
    Person.objects.filter(pk=found.pk).update(language=language)
    if agreed:
        people.record_consent(found, purpose="offers", text="News?", version="1")
    return found


def opts_out(lead: Actor, address: str, purpose: str) -> None:
    with transaction.atomic():
        people.opt_out(lead.organisation_id, "mail", address, purpose, "said so")


def many(lead: Actor, count: int) -> None:
    for number in range(count):
        person(lead, f"Guest{number}")


def values(**changes: Any) -> OfferValues:
    whole: dict[str, Any] = {
        "language": "en",
        "words": [ENGLISH, GERMAN],
        "framed": True,
        "wanted": Wanted(),
        "starts_at": None,
        "rate_hour": 0,
    }
    return OfferValues(**{**whole, **changes})


def sent(lead: Actor, **changes: Any) -> str:
    offer_id = services.save(lead, values(**changes)).public_id
    services.send(lead, offer_id)
    return offer_id


def standing(lead: Actor, offer_id: str) -> Standing:
    return reads.offer(lead, offer_id).standing


def test_only_who_agreed_gets_it_once_and_everybody_else_is_counted(
    lead: Actor, server: MailSink, round_until: Callable[..., None]
) -> None:
    person(lead, "Mira")
    person(lead, "Uwe", language="de")
    person(lead, "Silent", agreed=False)
    Consent.objects.filter(person=person(lead, "Former")).update(withdrawn_at=clock.now())
    person(lead, "Homeless").emails.all().delete()
    _left, _never, dead, tired = (person(lead, name) for name in ("Left", "Never", "Dead", "Tired"))
    opts_out(lead, "left@example.org", "offers")
    opts_out(lead, "never@example.org", "")
    BouncedAddress.objects.create(organisation_id=lead.organisation_id, person=dead, address="dead@example.org")
    for _offer in range(2):
        Message.objects.create(
            organisation_id=lead.organisation_id, channel="mail", kind="offer", purpose="offers", language="en",
            to_address="tired@example.org", person=tired, text="x", state="sent",
            sent_at=clock.now() - timedelta(days=3),
        )  # fmt: skip
    expected = {LeftOut.NOT_AGREED: 2} | dict.fromkeys(
        (LeftOut.NO_ADDRESS, LeftOut.ASKED_NOT_TO, LeftOut.OPTED_OUT, LeftOut.CAME_BACK, LeftOut.ENOUGH), 1
    )
    audience = reads.audience_of(lead, Wanted())
    assert (audience.count, audience.left_out) == (2, expected)
    assert [one.name for one in audience.sample] == ["Mira", "Uwe"]
    offer_id = sent(lead)
    round_until(lambda: standing(lead, offer_id) is Standing.SENT)
    page = reads.offer(lead, offer_id)
    assert (page.row.made, page.counts.sent, page.left_out) == (2, 2, expected)
    mails = {str(mail["To"]): mail for mail in server.mails}
    assert sorted(mails) == ["mira@example.org", "uwe@example.org"]
    assert mails["uwe@example.org"]["Subject"] == "Halber Preis"
    plain = mails["mira@example.org"].get_body(("plain",))
    assert plain is not None and "All tents, Mira." in plain.get_content()


def test_who_leaves_by_one_click_is_counted_there_and_gets_nothing_more(
    lead: Actor, server: MailSink, round_until: Callable[..., None]
) -> None:
    mira = person(lead, "Mira")
    offer_id = sent(lead)
    round_until(lambda: standing(lead, offer_id) is Standing.SENT)
    mail = server.mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000(/o/[\w=-]+)>", mail["List-Unsubscribe"])
    assert found
    stranger = Client(enforce_csrf_checks=True)
    stranger.get(found[1])
    assert reads.offer(lead, offer_id).counts.left == 0
    assert stranger.post(found[1], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert reads.offer(lead, offer_id).counts.left == 1
    assert NoContact.objects.get().purpose == "offers"
    assert people.may_contact(lead.organisation_id, mira.pk, "mail", "mira@example.org", "offers") is not None
    assert reads.audience_of(lead, Wanted()).left_out == {LeftOut.OPTED_OUT: 1}
    stranger.post(found[1], {"do": "return"})
    assert reads.offer(lead, offer_id).counts.left == 0


def test_each_is_looked_at_again_right_before_it_goes_out(
    lead: Actor, server: MailSink, round_until: Callable[..., None]
) -> None:
    mira, uwe = person(lead, "Mira"), person(lead, "Uwe")
    offer_id = sent(lead, starts_at=clock.now() + timedelta(hours=1))
    round_until(lambda: standing(lead, offer_id) is Standing.WAITING)
    opts_out(lead, "mira@example.org", "offers")
    people.withdraw_consent(lead, Consent.objects.get(person=uwe).pk)
    due = Promise.objects.filter(person=mira)
    due.update(due_at=clock.now(), wake_at=clock.now())
    round_until(lambda: not Promise.objects.filter(door="offers", state__in=("pending", "keeping")).exists())
    counts = reads.offer(lead, offer_id).counts
    assert (counts.withheld, counts.cancelled, counts.sent, server.mails) == (1, 1, 0, [])


def test_it_is_made_in_portions_spread_and_stopped(
    lead: Actor, server: MailSink, round_until: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PORTION", 7)
    monkeypatch.setattr(making, "TAKEN_BACK", 6)
    many(lead, 20)
    offer_id = sent(lead, rate_hour=60)
    row = OfferCampaign.objects.get(public_id=offer_id)
    assert making.go_on(row.pk)
    OfferCampaign.objects.update(reached_id=0, made=0)  # as a crash would leave it that undid the note alone
    round_until(lambda: reads.offer(lead, offer_id).counts.sent >= 1 and standing(lead, offer_id) is Standing.SENDING)
    assert Message.objects.filter(campaign=row).count() == 20
    due = sorted(Promise.objects.filter(door="offers").values_list("due_at", flat=True))
    assert due[19] - due[0] == timedelta(minutes=19)
    services.stop(lead, offer_id)
    round_until(lambda: standing(lead, offer_id) is Standing.STOPPED)
    counts = reads.offer(lead, offer_id).counts
    assert (counts.sent + counts.cancelled, counts.waiting) == (20, 0)
    assert len(server.mails) == counts.sent < 20


def test_who_cannot_be_written_to_holds_up_nobody(lead: Actor) -> None:
    person(lead, "Mira")
    nameless, lost = person(lead, "Nameless"), person(lead, "Lost")
    Person.objects.filter(pk=nameless.pk).update(name="")
    lost.emails.update(address="lost at example")
    offer_id = sent(lead, words=[OfferWords("en", "{{ name }}", "All tents.")])
    while making.go_on(OfferCampaign.objects.get().pk):
        pass
    page = reads.offer(lead, offer_id)
    assert (page.row.made, page.left_out) == (1, {LeftOut.NOTHING_SAID: 1, LeftOut.NO_ADDRESS: 1})


def test_nobody_waits_for_an_offer(lead: Actor) -> None:
    person(lead, "Mira")
    sent(lead)
    while making.go_on(OfferCampaign.objects.get().pk):
        pass
    Promise.objects.filter(door="offers").update(deadline_at=clock.now() - timedelta(hours=1))
    today = promises.today(lead, clock.now())
    assert (today.overdue, today.due, promises.open_ones(lead, promises.PromiseFilters())[1]) == ([], [], 0)
    assert promises.kept_on_time(lead, clock.now() - timedelta(days=1), clock.now()).counted == 0


def test_nothing_goes_out_between_the_stop_and_the_taking_back(
    lead: Actor, server: MailSink, round_until: Callable[..., None]
) -> None:
    person(lead, "Mira")
    offer_id = sent(lead)
    row = OfferCampaign.objects.get()
    while making.go_on(row.pk):
        pass
    OfferCampaign.objects.update(state="stopped")
    round_until(lambda: reads.offer(lead, offer_id).counts.cancelled == 1)
    assert not server.mails


def test_it_is_for_those_who_came_or_were_contacted(lead: Actor) -> None:
    mira = person(lead, "Mira")
    person(lead, "Uwe")
    today = clock.now().date()
    since, before = Wanted(contacted_since=today), Wanted(contacted_before=today)
    assert [reads.audience_of(lead, one).count for one in (since, before)] == [0, 2]
    promise = Promise.objects.create(
        organisation_id=lead.organisation_id, door="desk", kind="x", channel="mail", person=mira,
        due_at=clock.now(), first_due_at=clock.now(), deadline_at=clock.now(),
    )  # fmt: skip
    promise.attempts.create(key="k", generation=1, step=0, number=1, outcome="done")
    assert [reads.audience_of(lead, one).count for one in (since, before)] == [1, 1]
    assert reads.audience_of(lead, Wanted({"website": "any"})).count == 0


def test_the_pages_from_the_first_word_to_the_sending(lead: Actor) -> None:
    client = scene.signed_in(lead)
    assert "No offer was made yet" in client.get("/offers/").content.decode()
    form = {"language": "en", "subject_en": "Half price", "body_en": "All tents.", "framed": "on"}
    wrong = client.post("/offers/new/", {**form, "body_en": "{{ phone }}", "rate_hour": "0"})
    assert wrong.status_code == 422 and "id_rate_hour_error" in wrong.content.decode()
    answer = client.post("/offers/new/", {**form, "do": "test"})
    assert answer.status_code == 200 and "A test is on its way" in answer.content.decode()
    assert Message.objects.get().purpose == "service"
    assert "All tents." in client.post("/offers/preview/", form).content.decode()
    client.post("/offers/new/", {**form, "do": "send"})
    row = OfferCampaign.objects.get()
    assert "Counting who gets it" in client.get(f"/offers/{row.public_id}/send/").content.decode()
    part = client.get(f"/offers/{row.public_id}/send/", headers={"hx-target": "offer-counted"}).content.decode()
    assert "There is nobody to send it to" in part and "<html" not in part
    assert client.post(f"/offers/{row.public_id}/send/").status_code == 422
    person(lead, "<Mira>")
    assert "&lt;Mira&gt;" in client.post("/offers/audience/", {}).content.decode()
    assert client.post(f"/offers/{row.public_id}/send/").status_code == 302
    assert client.post(f"/offers/{row.public_id}/send/").status_code == 409
    person_id = Person.objects.get().pk
    seen = client.get(f"/offers/{row.public_id}/seen/en/?person={person_id}").content.decode()
    assert "Hello &lt;Mira&gt;" in seen
    shown = client.get(f"/offers/{row.public_id}/").content.decode()
    assert "Being prepared" in shown and "Stop it" in shown
    client.post(f"/offers/{row.public_id}/copy/")
    assert OfferCampaign.objects.filter(state="draft").count() == 1
    client.post(f"/offers/{OfferCampaign.objects.get(state='draft').public_id}/discard/")
    assert OfferCampaign.objects.count() == 1


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_who_may_not_send_offers_sees_none(lead: Actor, role: str) -> None:
    opened = Organisation.objects.get(pk=lead.organisation_id)
    client = scene.signed_in(scene.member(opened, role))
    for page in ("/offers/", "/offers/new/"):
        assert client.get(page).status_code == 403
