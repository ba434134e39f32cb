"""Messages from a website: over real HTTP into the inbox, promised, answered by mail, and kept by the answer."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages.inbox import services as inbox
from ringback.channels.messages.models import InboundMessage, Message
from ringback.channels.voice.models import HuntGroup
from ringback.core.people import services as people
from ringback.core.people.models import Consent
from ringback.core.people.services import Subject
from ringback.core.promises import services as promises
from ringback.core.promises.models import Promise
from ringback.desk import callers, cards
from ringback.doors.website import agreements
from ringback.doors.website.models import Department, Site
from ringback.doors.website.services import facts_by_key, pause_site
from ringback.doors.website.writing import personal_data, settings
from ringback.doors.website.writing.keep import MessageHandler
from ringback.doors.website.writing.models import WrittenMessage
from tests.integration.accounts import scene
from tests.integration.website.conftest import ORIGIN

WORDS = "Does the tent stand in the wind?\nIt is for Iceland."


def letter(site: Site, **changes: Any) -> dict[str, Any]:
    """What the widget would send."""
    facts = facts_by_key(site.key)
    assert facts is not None
    agreement = agreements.agreement(facts, "message", "de")
    body: dict[str, Any] = {
        "site": site.key,
        "text": WORDS,
        "contact": "Vera@Example.org",
        "name": "Vera",
        "consent": {"version": agreement.version, "accepted": True},
        "page": f"{ORIGIN}/tents/two-person.html?utm_source=news",
        "zone": "Europe/Berlin",
        "language": "de",
    }
    return body | changes


def test_a_message_is_promised_shown_answered_and_kept_by_the_answer(
    client: httpx.Client, site: Site, actor: Actor
) -> None:
    answer = client.post("/v1/messages", json=letter(site))
    assert answer.status_code == 201, answer.text
    row = WrittenMessage.objects.select_related("promise").get()
    promise = row.promise
    assert promise is not None and not promise.automatic and promise.kind == "website.message"
    assert (promise.group_id, promise.channel) == (site.group_id, "mail")
    assert datetime.fromisoformat(answer.json()["answer_by"]) == promise.due_at
    assert timedelta(hours=3, minutes=59) < promise.due_at - clock.now() < timedelta(hours=4, seconds=2)
    consent = Consent.objects.get()
    assert consent.purpose == "message" and consent.text.startswith("Tents & Co darf meine Nachricht")
    inbound = InboundMessage.objects.get()
    assert (inbound.subject, inbound.text) == ("Does the tent stand in the wind?", WORDS)
    line = cards.lines(site.organisation_id, [(promise.pk, "website")])[promise.pk]
    assert line.title == "Message from Tent shop" and inbound.public_id in line.url
    assert callers.facts(site.organisation_id, promise.pk)[0].words == WORDS
    inbox.answer(actor, inbound.public_id, "It does.")
    sent, promise = Message.objects.get(), Promise.objects.get(pk=promise.pk)
    assert (sent.to_address, sent.subject) == ("vera@example.org", "Re: Does the tent stand in the wind?")
    assert promise.state == "kept" and promise.evidence["message"] == sent.public_id


def test_the_same_key_is_the_same_message(client: httpx.Client, site: Site) -> None:
    key = {"Idempotency-Key": "0123456789abcdef"}
    first, again = (client.post("/v1/messages", json=letter(site), headers=key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["token"] == again.json()["token"] and Promise.objects.count() == 1
    other = client.post("/v1/messages", json=letter(site, contact="other@example.org"), headers=key)
    assert other.status_code == 422 and other.json()["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": " \n\u200e"}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"contact": "nobody@"}, "contact"),
        ({"contact": "12"}, "contact"),
        ({"contact": "+49 900 1234567"}, "contact"),
        ({"contact": ""}, "contact"),
        ({"consent": {"version": "old", "accepted": True}}, "consent"),
        ({"offers": {"version": "old", "accepted": True}}, "offers"),
    ],
)
def test_what_cannot_be_answered_is_said_at_its_field(
    client: httpx.Client, site: Site, changes: dict[str, Any], field: str
) -> None:
    answer = client.post("/v1/messages", json=letter(site, **changes))
    assert answer.status_code == 422 and answer.json()["errors"][0]["field"] == field
    assert not InboundMessage.objects.exists()


def test_a_site_that_takes_none_refuses_and_limits_hold(client: httpx.Client, site: Site, actor: Actor) -> None:
    Site.objects.filter(pk=site.pk).update(most_per_number_day=1)
    assert client.post("/v1/messages", json=letter(site)).status_code == 201
    assert client.post("/v1/messages", json=letter(site)).status_code == 429
    foreign = client.post("/v1/messages", json=letter(site), headers={"Origin": "https://evil.example"})
    assert foreign.status_code == 403
    pause_site(actor, site.pk, paused=True)
    facts = facts_by_key(site.key)
    assert facts is not None and facts.paused
    assert InboundMessage.objects.count() == 1


def test_who_must_answer_may_read_and_answer_without_seeing_other_mail(client: httpx.Client, site: Site) -> None:
    agent = scene.member(site.organisation, "agent")
    elsewhere = scene.member(site.organisation, "agent", "group", (site.group_id or 0) + 1)
    assert client.post("/v1/messages", json=letter(site)).status_code == 201
    message = InboundMessage.objects.get()
    where = f"/messages/inbox/{message.public_id}/"
    assert scene.signed_in(elsewhere).get(where).status_code == 403
    assert scene.signed_in(elsewhere).post(where, {"text": "Yes."}).status_code == 403
    browser = scene.signed_in(agent)
    page = browser.get(where).content.decode()
    assert "It is for Iceland." in page and "/messages/inbox/" not in page.replace(where, "")
    assert browser.get("/messages/inbox/").status_code == 403
    assert browser.post(f"{where}do/", {"do": "assign", "owner": ""}).status_code == 403
    assert browser.post(where, {"text": "It stands in any wind."}).status_code == 302
    assert browser.get(where).status_code == 200
    kept = Promise.objects.get(pk=message.promise_id or 0)
    assert (Message.objects.get().to_address, kept.state) == ("vera@example.org", "kept")


def test_a_number_alone_reaches_the_department_and_the_box_for_offers_is_kept_with_its_words(
    client: httpx.Client, site: Site, actor: Actor
) -> None:
    help_group = HuntGroup.objects.create(organisation_id=site.organisation_id, name="Help")
    Department.objects.create(site=site, key="help", name="Help", group=help_group)
    given = {"active": True, "answer_hours": 2, "email": "shop@tents.example", "offers": True, "offers_sms": False}
    settings.save(actor, site.pk, {**given, "message_text": "", "offers_text": "News of tents?"})
    facts = facts_by_key(site.key)
    assert facts is not None
    offers = agreements.agreement(facts, "offers", site.language)
    wanted = letter(
        site,
        contact="0151 12345678",
        department="help",
        offers={"version": offers.version, "accepted": True},
    )
    assert client.post("/v1/messages", json=wanted).status_code == 201
    promise = Promise.objects.get()
    assert (promise.group_id, promise.channel) == (help_group.pk, "voice")
    assert promise.due_at - clock.now() < timedelta(hours=2, seconds=2)
    assert Consent.objects.get(purpose="offers").text == "News of tents?"
    assert promise.person_id is not None and people.has_consent(promise.person_id, "offers")
    assert not people.has_consent(promise.person_id, "offers_sms"), "the site's own words do not name them"
    inbound = InboundMessage.objects.get()
    assert inbound.from_phone == "+4915112345678"
    inbox.drop(actor, inbound.public_id)
    assert Promise.objects.get().state == "cancelled"


def test_a_promise_that_ends_elsewhere_puts_the_message_away_and_erasing_empties_it(
    client: httpx.Client, site: Site, actor: Actor
) -> None:
    client.post("/v1/messages", json=letter(site))
    promise = Promise.objects.get()
    assert InboundMessage.objects.get().done_at is None
    promises.cancel(actor, promise.pk, "She rang us")
    MessageHandler().told(Promise.objects.get())
    assert InboundMessage.objects.get().done_at is not None
    subject = Subject(site.organisation_id, (promise.person_id or 0,), (), ("vera@example.org",))
    assert personal_data.erase(subject).counts == {"messages": 1}
    row = WrittenMessage.objects.get()
    assert (row.contact, row.name, row.person_id) == ("", "", None) and "?" not in row.page
