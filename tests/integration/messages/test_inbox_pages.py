"""The pages of mail that came in: shelves, one mail, its files, and what can be done."""

import base64

import pytest
from pytest_django import Settings

from ringback.base.kit import clock
from ringback.channels.messages.models import InboundMessage, InboundPart, Mailbox, MailKind, Matched, Message
from ringback.core.people.models import PersonEmail
from ringback.project.mail import inbox
from tests.integration.accounts import scene
from tests.integration.desk.office import Office, office

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def place() -> Office:
    return office()


def came_in(place: Office, **changes: object) -> InboundMessage:
    values = {
        "organisation": place.house.organisation,
        "kind": MailKind.LETTER,
        "matched": Matched.NOBODY,
        "from_address": "mira@example.org",
        "from_name": "Mira",
        "subject": f"Hello {HOSTILE}",
        "text": f"Yes {HOSTILE}",
        "their_id": "<one@example.org>",
        "fingerprint": str(InboundMessage.objects.count()),
    }
    return InboundMessage.objects.create(**(values | changes))


def test_without_a_mailbox_the_page_says_how_to_get_one(place: Office, settings: Settings) -> None:
    assert "RINGBACK_INBOX_URL" in place.client().get("/messages/inbox/").content.decode()
    settings.INBOX = inbox("imaps://answers:secret@mail.example.org")
    assert "Nothing waits for an answer" in place.client().get("/messages/inbox/").content.decode()


def test_why_the_mailbox_fails_is_for_who_runs_it(place: Office, settings: Settings) -> None:
    settings.INBOX = inbox("imaps://answers:secret@mail.example.org")
    Mailbox.objects.create(name="answers@mail.example.org/INBOX", failing_since_at=clock.now(), trouble="no such host")
    assert "no such host" in place.client().get("/messages/inbox/").content.decode()
    shown = scene.signed_in(scene.organisation("Others")[1]).get("/messages/inbox/").content.decode()
    assert "cannot be read" in shown and "no such host" not in shown


def test_strangers_stand_apart_until_they_are_taken_in(place: Office) -> None:
    mail, client = came_in(place), place.client()
    assert mail.public_id not in client.get("/messages/inbox/").content.decode()
    assert mail.public_id in client.get("/messages/inbox/?shelf=unmatched").content.decode()
    client.post(f"/messages/inbox/{mail.public_id}/do/", {"do": "place"})
    assert PersonEmail.objects.get(address="mira@example.org").person.name == "Mira"
    assert mail.public_id in client.get("/messages/inbox/?words=MIRA").content.decode()


def test_what_strangers_write_is_only_ever_text(place: Office) -> None:
    mail = came_in(place)
    client = place.client()
    for page in (f"/messages/inbox/{mail.public_id}/", "/messages/inbox/?shelf=unmatched"):
        shown = client.get(page).content.decode()
        assert HOSTILE not in shown and "&lt;script&gt;" in shown


def test_a_file_is_saved_and_never_opened(place: Office) -> None:
    content = base64.b64encode(HOSTILE.encode()).decode()
    part = InboundPart.objects.create(
        inbound=came_in(place), name="a.html", media_type="text/html", size=9, content=content
    )
    answer = place.client().get(f"/messages/inbox/files/{part.pk}/")
    assert answer["Content-Type"] == "application/octet-stream" and "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("attachment") and answer.content == HOSTILE.encode()


def test_a_mail_is_seen_given_away_answered_and_done(place: Office) -> None:
    mail, client = came_in(place), place.client()
    where = f"/messages/inbox/{mail.public_id}/"
    client.get(where)
    owner_id = place.actor().member_id
    client.post(f"{where}do/", {"do": "assign", "owner": str(owner_id)})
    mail.refresh_from_db()
    assert mail.seen_at is not None and mail.owner_id == owner_id
    assert "This field is required." in client.post(where, {"text": "  "}).content.decode()
    assert not Message.objects.exists()
    client.post(where, {"text": "It weighs 3.9 kg."})
    mail.refresh_from_db()
    assert mail.done_at is not None and mail.answer is not None
    assert mail.answer.in_reply_to == "<one@example.org>" and "3.9 kg" in mail.answer.text
    client.post(f"{where}do/", {"do": "reopen"})
    mail.refresh_from_db()
    assert mail.done_at is None


@pytest.mark.parametrize("kind", [MailKind.AUTOMATIC, MailKind.BOUNCE])
def test_nothing_answers_a_machine(place: Office, kind: MailKind) -> None:
    mail = came_in(place, kind=kind)
    assert place.client().post(f"/messages/inbox/{mail.public_id}/", {"text": "Hello"}).status_code == 409
    assert not Message.objects.exists()


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_who_may_not_see_messages_sees_none(place: Office, role: str) -> None:
    mail = came_in(place)
    for page in ("/messages/inbox/", f"/messages/inbox/{mail.public_id}/"):
        assert place.client(role).get(page).status_code == 403
