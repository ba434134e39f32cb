"""Text messages that come in, through a real Kannel and as Twilio posts them: inbox, stop words, copies, limits."""

import http.client
from collections.abc import Iterator
from urllib.parse import quote, urlencode, urlsplit

import pytest
from pytest_django import Settings

from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.channels.messages.inbox import reads, services
from ringback.channels.messages.models import InboundMessage, Message, Notice
from ringback.channels.messages.services import MessageOrder, send
from ringback.channels.messages.sms import twilio
from ringback.channels.messages.texted import edge, inlets, landing
from ringback.core.people import services as people
from ringback.core.people.models import NoContact, Person
from ringback.core.promises.keeper import Keeper
from ringback.project.mounting import PublicPaths
from tests.integration.accounts import scene
from tests.servers.kannel import Kannel
from tests.servers.web import web as serve
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "+4915123456789"


@pytest.fixture
def owner() -> Actor:
    return scene.organisation("Tents & Co")[1]


@pytest.fixture
def mira(owner: Actor) -> Person:
    """Somebody who agreed to offers by text message."""
    person = people.known_by_phone(owner.organisation_id, phones.parse(NUMBER, "DE"), name="Mira")
    people.record_consent(person, purpose="offers_sms", text="News?", version="1")
    return person


@pytest.fixture
def url(settings: Settings, owner: Actor) -> Iterator[str]:
    settings.SMS_GATEWAY, settings.SMS_PASSWORD = "kannel", "token"
    with serve(PublicPaths([], "")) as url:
        settings.PUBLIC_URL = url
        yield url


def refused(mira: Person, purpose: str = "offers_sms") -> bool:
    return people.may_contact(mira.organisation_id, mira.pk, "sms", NUMBER, purpose) is not None


def _order(owner: Actor, mira: Person) -> MessageOrder:
    return MessageOrder(
        organisation_id=owner.organisation_id,
        channel="sms",
        kind="test",
        to_address=NUMBER,
        person_id=mira.pk,
        values={"name": "Mira"},
    )


def asked(url: str, query: str) -> tuple[int, bytes]:
    return _said("GET", f"{url.partition('?')[0]}?{query}")


def posted(url: str, fields: dict[str, str], token: str = "token") -> tuple[int, bytes]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        twilio.SIGNATURE_HEADER: twilio.signature(url, fields, token),
    }
    return _said("POST", url, urlencode(fields), headers)


def _said(method: str, url: str, body: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    connection.request(method, f"{parts.path}?{parts.query}", body, headers or {})
    answer = connection.getresponse()
    said = (answer.status, answer.read())
    connection.close()
    return said


def test_through_kannel_words_land_with_their_person_and_a_stop_word_ends_offers(
    url: str, owner: Actor, mira: Person
) -> None:
    ours = send(_order(owner, mira))
    keeper = Keeper()
    with Kannel(inlets.url_of(owner)) as kannel:
        kannel.comes_in(NUMBER.removeprefix("+"), "Geht auch Dienstag? 🙂")
        (row,) = until(lambda: list(InboundMessage.objects.all()))
        assert (row.person_id, row.text, row.from_phone) == (mira.pk, "Geht auch Dienstag? 🙂", NUMBER)
        assert (row.kind, row.matched, row.message_id, row.done_at) == ("text", "number", ours.pk, None)
        until(lambda: bool(keeper.round() or True) and Notice.objects.filter(what="text_came_in").exists())
        assert not refused(mira)
        kannel.comes_in(NUMBER, "СТОП")
        until(lambda: InboundMessage.objects.count() == 2)
        assert refused(mira)
        assert not refused(mira, "service"), "what they need still reaches them"
        assert NoContact.objects.get().why == "stop word in a text message"
        assert InboundMessage.objects.latest("id").done_at is not None
        kannel.comes_in(NUMBER, "Start")
        until(lambda: InboundMessage.objects.count() == 3)
        assert not refused(mira)
        assert kannel.taken() == "", "nothing is answered by itself"
    keeper.close()


def test_start_gives_nothing_that_was_never_agreed_to_and_lifts_nothing_that_a_member_closed(
    url: str, owner: Actor, mira: Person
) -> None:
    address = inlets.url_of(owner)
    people.do_not_contact(owner, "sms", NUMBER, "a complaint", "offers_sms")
    assert asked(address, f"id=1&from={quote(NUMBER)}&text=START")[0] == 200
    assert refused(mira)
    assert InboundMessage.objects.get().done_at is None, "somebody looks at it"
    stranger = "+4915123456700"
    asked(address, f"id=2&from={quote(stranger)}&text=STOP")
    asked(address, f"id=3&from={quote(stranger)}&text=START")
    assert people.may_contact(owner.organisation_id, None, "sms", stranger, "offers_sms") is not None


def test_a_copy_counts_once_and_what_nobody_knows_is_on_its_shelf(url: str, owner: Actor) -> None:
    address = inlets.url_of(owner)
    hello = f"id=7&from={quote(NUMBER)}&text={quote('Hello <b>you</b>')}"
    assert [asked(address, hello) for _ in range(2)] == [(200, b"")] * 2
    asked(address, "id=8&from=Parcel&text=Your+parcel")
    asked(address, f"id=9&from={quote(NUMBER)}&text=cancel")
    assert InboundMessage.objects.count() == 3
    assert landing.UNCLEAR in InboundMessage.objects.latest("id").notes
    page = reads.mails(owner, "unmatched")
    assert [one.text for one in page.rows] == ["cancel", "Your parcel", "Hello <b>you</b>"]
    first = page.rows[-1].public_id
    assert reads.mail(owner, first).unplaced
    services.place(owner, first)
    assert reads.mail(owner, first).mail.person is not None
    answer = services.answer(owner, first, "Yes?")
    assert (answer.channel, answer.to_address) == ("sms", NUMBER)


def test_only_the_address_of_the_day_is_open_and_only_so_much_comes_in(
    url: str, owner: Actor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = inlets.url_of(owner)
    inlets.renew(owner)
    new = inlets.url_of(owner)
    assert new != old
    ask = f"from={quote(NUMBER)}&text=Hi&id="
    assert asked(old, "from=Old&text=Hi&id=1")[0] == 404
    assert asked(new[: new.index("?") - 1] + "x", ask + "1")[0] == 404
    assert asked(new, f"from={quote(NUMBER)}&text=Hi")[0] == 422
    assert asked(new, ask + "1&more=" + "a" * 17_000)[0] in (400, 413, 414)
    assert posted(new.partition("?")[0].replace("kannel", "twilio"), {})[0] == 404, "the gateway is another one"
    monkeypatch.setattr(edge, "MOST_OF_ONE_AN_HOUR", 1)
    assert [asked(new, ask + str(n))[0] for n in (2, 3)] == [200, 200]
    assert asked(new, f"from={quote(NUMBER)}&text=stop&id=4")[0] == 200
    assert [one.done_at is None for one in InboundMessage.objects.order_by("id")] == [True, False]
    monkeypatch.setattr(edge, "MOST_IN_A_MINUTE", 1)
    assert asked(new, ask + "5")[0] == 429


def test_twilios_form_is_taken_where_it_is_signed(url: str, owner: Actor, mira: Person, settings: Settings) -> None:
    settings.SMS_GATEWAY = "twilio"
    address = inlets.url_of(owner)
    fields = {"MessageSid": "SM9", "From": NUMBER, "To": "+15005550006", "Body": "Ja, gern.", "NumMedia": "1"}
    assert posted(address, fields, "wrong")[0] == 403
    assert not InboundMessage.objects.exists()
    for _ in range(2):
        status, said = posted(address, fields)
        assert (status, b"<Response/>" in said) == (200, True)
    row = InboundMessage.objects.get()
    assert (row.text, row.person_id, row.notes) == ("Ja, gern.", mira.pk, [landing.MEDIA])
    assert Message.objects.count() == 0


def test_the_desk_shows_the_address_and_what_came_in(url: str, owner: Actor, mira: Person) -> None:
    client = scene.signed_in(owner)
    address = inlets.url_of(owner)
    page = client.get("/messages/sender/").content.decode()
    assert address.partition("?")[0] in page
    client.post("/messages/sender/inlet/")
    assert address.partition("?")[0] not in client.get("/messages/sender/").content.decode()
    asked(inlets.url_of(owner), f"id=1&from={quote(NUMBER)}&text={quote('Is <b>it</b> there?')}")
    shelf = client.get("/messages/inbox/").content.decode()
    assert "Is &lt;b&gt;it&lt;/b&gt; there?" in shelf
    row = InboundMessage.objects.get()
    assert "Is &lt;b&gt;it&lt;/b&gt; there?" in client.get(f"/messages/inbox/{row.public_id}/").content.decode()
    assert b"Is <b>it</b> there?" in people.export(owner, mira.pk).data
