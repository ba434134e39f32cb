"""Leaving optional messages: by the page, by one click of a mail program, and never by a scanner's look."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.channels.messages.models import MailSender, Message
from ringback.core.people.models import Person
from ringback.core.people.services import may_contact, record_consent
from tests.servers.mail import MailSink

Order = Callable[..., Message]
Keep = Callable[..., Message]
ADDRESS = "mira@example.org"


@pytest.fixture
def person(organisation: Organisation) -> Person:
    person = Person.objects.create(organisation=organisation, name="Mira")
    record_consent(person, purpose="offers", text="News please", version="1")
    return person


@pytest.fixture
def offer(person: Person, order: Order) -> Callable[..., Message]:
    def ordered(**changes: object) -> Message:
        values = {"subject": "Half price", "body": "All tents.", "link": "https://shop.example/tents"}
        return order(kind="offer", values=values, person_id=person.pk, **changes)

    return ordered


@pytest.fixture
def path(server: MailSink, offer: Order, keep: Keep) -> str:
    """The path of the link in a mail that has arrived."""
    keep(offer(), "sent")
    found = re.fullmatch(r"<http://127\.0\.0\.1:8000(/o/[\w=-]+)>", server.mails[0]["List-Unsubscribe"])
    assert found
    return found[1]


def refused(organisation: Organisation, person: Person, purpose: str) -> bool:
    return may_contact(organisation.pk, person.pk, "mail", ADDRESS, purpose) is not None


def client() -> Client:
    return Client(enforce_csrf_checks=True)


def test_an_optional_mail_says_how_to_leave(server: MailSink, path: str) -> None:
    mail = server.mails[0]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert "Unsubscribe: http://127.0.0.1:8000/o/" in plain.get_content()
    assert "http://127.0.0.1:8000/o/" in html.get_content()
    assert ADDRESS not in path


def test_looking_changes_nothing(path: str, organisation: Organisation, person: Person) -> None:
    page = client().get(path)
    assert "m•••@example.org" in page.content.decode()
    assert ADDRESS not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    client().head(path)
    assert not refused(organisation, person, "offers")


def test_one_click_leaves_without_a_cookie(path: str, organisation: Organisation, person: Person) -> None:
    assert client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert refused(organisation, person, "offers")
    assert not refused(organisation, person, "service"), "what serves the person still reaches them"
    client().post(path, {"do": "return"})
    assert not refused(organisation, person, "offers")


def test_who_left_gets_no_offer_that_was_ordered_before(
    path: str, offer: Order, keep: Keep, server: MailSink, order: Order
) -> None:
    waiting = offer()
    client().post(path, {"do": "leave"})
    keep(waiting, "withheld")
    keep(order(), "sent")
    assert [mail["Subject"] for mail in server.mails] == ["Half price", "A test message from Tents & Co"]


def test_without_consent_nothing_optional_goes_out(person: Person, offer: Order, keep: Keep, server: MailSink) -> None:
    person.consents.all().delete()
    assert "agreed" in keep(offer(), "withheld").trouble
    assert server.mails == []


def test_the_page_speaks_the_languages_of_the_message(offer: Order, keep: Keep, server: MailSink) -> None:
    keep(offer(language="ru"), "sent")
    link = server.mails[0]["List-Unsubscribe"].strip("<>")
    assert "Больше не присылать" in client().get(link.removeprefix("http://127.0.0.1:8000")).content.decode()
    assert server.mails[0]["Content-Language"] == "ru"


@pytest.mark.parametrize("token", ["nonsense", "gAAAAA", "x" * 3000])
def test_a_link_that_is_not_ours_says_so(token: str, transactional_db: None) -> None:
    assert client().get(f"/o/{token}").status_code == 404
    assert client().post(f"/o/{token}").status_code == 404


def test_nobody_gets_more_offers_in_thirty_days_than_the_organisation_sends(
    offer: Order, keep: Keep, server: MailSink, organisation: Organisation, order: Order
) -> None:
    for _number in range(2):
        keep(offer(), "sent")
    assert "2 offers" in keep(offer(), "withheld").trouble
    keep(order(), "sent")
    Message.objects.filter(purpose="offers").update(sent_at=clock.now() - timedelta(days=31))
    keep(offer(), "sent")
    MailSender.objects.create(organisation=organisation, most_offers_month=0)
    keep(offer(), "withheld")
