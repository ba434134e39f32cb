"""The pages of messages: the outbox, a message, texts and their preview."""

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import email_of
from ringback.channels.messages.models import BouncedAddress, Message, State, TemplateText
from ringback.channels.messages.services import MessageOrder, send
from ringback.core.promises.models import Promise
from tests.integration.accounts import scene
from tests.integration.desk.office import NUMBER, Office, office

pytestmark = pytest.mark.django_db
TEXT = {"subject": "Hi {{ name }}", "text": "Dear {{ name }}", "html": ""}


@pytest.fixture
def place() -> Office:
    return office()


def ordered(place: Office) -> Message:
    return send(MessageOrder(place.house.organisation.pk, "mail", "test", "mira@example.org", values={"name": "Mira"}))


def test_the_outbox_lists_and_filters(place: Office) -> None:
    client = place.client()
    assert "No messages yet" in client.get("/messages/").content.decode()
    ordered(place)
    assert "A test message from" in client.get("/messages/?state=waiting&words=MIRA").content.decode()
    assert "No message fits" in client.get("/messages/?state=failed").content.decode()


def test_a_page_begins_after_the_one_before(place: Office) -> None:
    for _number in range(52):
        ordered(place)
    client = place.client()
    first = client.get("/messages/").content.decode()
    assert "Older" in first
    last = Message.objects.order_by("-id")[49].pk
    assert client.get(f"/messages/?after={last}").content.decode().count("desk-row-title") == 2


def test_a_message_of_another_organisation_is_not_there(place: Office) -> None:
    message = ordered(place)
    Message.objects.update(organisation=Organisation.objects.create(name="Others"))
    assert place.client().get(f"/messages/{message.public_id}/").status_code == 404


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_who_may_not_see_messages_sees_none(place: Office, role: str) -> None:
    message = ordered(place)
    client = place.client(role)
    for page in (
        "/messages/",
        f"/messages/{message.public_id}/",
        f"/messages/{message.public_id}/body",
        "/messages/texts/",
    ):
        assert client.get(page).status_code == 403, page
    assert client.post(f"/messages/{message.public_id}/back/").status_code == 403


def test_a_waiting_message_is_taken_back_and_sent_again(place: Office) -> None:
    client, message = place.client(), ordered(place)
    client.post(f"/messages/{message.public_id}/back/")
    assert Promise.objects.get().state == "cancelled"
    Message.objects.update(state=State.CANCELLED)
    client.post(f"/messages/{message.public_id}/again/")
    first, second = Message.objects.order_by("id")
    assert second.text == first.text and second.message_id != first.message_id
    assert second.state == State.WAITING and second.promise is not None and second.promise.state == "pending"


def test_the_body_is_shown_where_it_can_do_nothing(place: Office) -> None:
    message = ordered(place)
    answer = place.client().get(f"/messages/{message.public_id}/body")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]


def test_own_texts_are_used_until_they_are_taken_away(place: Office) -> None:
    client = place.client()
    assert client.post("/messages/texts/test/en/", TEXT).status_code == 302
    assert ordered(place).subject == "Hi Mira"
    client.post("/messages/texts/test/en/reset/")
    assert not TemplateText.objects.exists()
    assert ordered(place).subject.startswith("A test message")


@pytest.mark.parametrize("field", ["subject", "text", "html"])
def test_a_text_that_names_what_is_not_there_is_refused_beside_its_field(place: Office, field: str) -> None:
    answer = place.client().post("/messages/texts/test/en/", {**TEXT, field: "{{ password }}"})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()


def test_the_preview_shows_samples_and_says_what_is_wrong(place: Office) -> None:
    client = place.client()
    seen = client.post("/messages/texts/test/en/preview/", TEXT)
    assert "Dear Mira Novak" in seen.content.decode()
    assert "sandbox" in seen.headers["Content-Security-Policy"]
    wrong = client.post("/messages/texts/test/en/preview/", {**TEXT, "text": "{{ <script> }}"})
    assert "<script>" not in wrong.content.decode()


def test_a_test_goes_to_oneself(place: Office) -> None:
    actor = place.actor()
    client = scene.signed_in(actor)
    client.post("/messages/texts/offer/de/test/", {"subject": "S", "text": "{{ body }}", "html": ""})
    message = Message.objects.get()
    assert message.to_address == email_of(actor)
    assert message.purpose == "service"


def test_the_sender_is_saved(place: Office) -> None:
    place.client().post(
        "/messages/sender/", {"name": "Tent\tshop", "reply_to": "a@b.example", "most_offers_month": "1"}
    )
    message = ordered(place)
    assert (message.sender, message.reply_to) == ("Tent shop", "a@b.example")


def test_today_says_what_a_message_is_that_has_failed_and_not_what_is_in_it(place: Office) -> None:
    message = ordered(place)
    assert "Test message" not in place.client().get("/").content.decode(), "what goes out by itself is nobody's work"
    Promise.objects.update(attempts_made=1)
    text = place.client().get("/").content.decode()
    assert "Test message" in text and f"/messages/{message.public_id}/" in text
    assert message.to_address not in text


def test_the_preview_shows_what_a_text_message_takes(place: Office) -> None:
    client = place.client()
    shown = client.post(
        "/messages/texts/test/ru/preview/", {**TEXT, "subject": "Привет", "text": "Привет! " * 10}
    ).content.decode()
    assert "As a text message" in shown
    assert "2 parts" in shown and "wide alphabet" in shown
    assert "1 part" in client.post("/messages/texts/test/en/preview/", TEXT).content.decode()
    assert "Unsubscribe: http" in client.post("/messages/texts/offer/en/preview/", TEXT).content.decode()
    assert "As a text message" not in client.post("/messages/texts/notice/en/preview/", TEXT).content.decode()


def test_a_text_message_shows_what_the_network_said(place: Office) -> None:
    order = MessageOrder(place.house.organisation.pk, "sms", "test", "+4915123456789", values={"name": "Mira"})
    message = send(order)
    Message.objects.update(delivery="undelivered", delivery_words="absent <b>", delivery_at="2026-03-11T12:00:00Z")
    page = place.client().get(f"/messages/{message.public_id}/").content.decode()
    assert "Not delivered" in page and "absent &lt;b&gt;" in page
    assert "1 part" in page


def test_own_texts_are_what_a_text_message_says(place: Office) -> None:
    """The organisation's own text for phones where it wrote one, else its plain text: nothing ships for them alone."""
    organisation = place.house.organisation.pk
    client = place.client()
    client.post("/messages/texts/test/en/", {**TEXT, "text": "Plain, {{ name }}"})
    wanted = MessageOrder(organisation, "sms", "test", NUMBER, values={"name": "Mira"})
    assert send(wanted).text.strip() == "Plain, Mira"
    client.post("/messages/texts/test/en/", {**TEXT, "sms": "Short, {{ name }}"})
    assert send(wanted).text.strip() == "Short, Mira"
    seen = client.post("/messages/texts/test/en/preview/", {**TEXT, "sms": "Shorter, {{ name }}"}).content.decode()
    assert "Shorter, Mira Novak" in seen
    wrong = client.post("/messages/texts/test/en/", {**TEXT, "sms": "{{ password }}"})
    assert wrong.status_code == 422 and 'id="id_sms_error"' in wrong.content.decode()


def test_what_the_other_side_reported_is_shown_wherever_the_message_is(place: Office) -> None:
    message, person = ordered(place), place.person()
    Message.objects.update(state=State.SENT, delivery_words="4.2.2 mailbox full", person=person)
    Promise.objects.update(person=person)
    client = place.client()
    for page in ("/messages/", f"/messages/{message.public_id}/", f"/people/{person.pk}/"):
        assert "Their server tries on: 4.2.2 mailbox full" in client.get(page).content.decode(), page


def test_a_persons_page_says_which_address_does_not_work(place: Office) -> None:
    person, organisation = place.person(), place.house.organisation
    BouncedAddress.objects.create(organisation=organisation, person=person, address="e@a.example", why="no such user")
    page = place.client().get(f"/people/{person.pk}/").content.decode()
    assert "Nothing is sent to e@a.example: mail came back" in page and "no such user" in page
