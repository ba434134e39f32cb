"""Mail of accounts goes the way of all messages, and leaves no secret behind."""

from collections.abc import Callable

import pytest
from django.core import mail
from django.db import connection
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.channels.messages.models import Message
from tests.servers.mail import MailSink

Keep = Callable[..., Message]
BACKEND = "ringback.channels.messages.backend.EmailBackend"


@pytest.fixture(autouse=True)
def own_backend(settings: Settings) -> None:
    settings.EMAIL_BACKEND = BACKEND


def post(to: str = "anna@example.org") -> None:
    mail.send_mail("Reset\r\nBcc: evil@example.org", "Go to https://x.example/reset/SECRET", None, [to])


def test_a_reset_is_stored_sealed_sent_and_forgotten(server: MailSink, organisation: Organisation, keep: Keep) -> None:
    post()
    message = Message.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {Message._meta.db_table}")
        assert "SECRET" not in cursor.fetchone()[0]
    keep(message, "sent")
    assert "SECRET" in server.mails[0].get_content()
    assert server.mails[0]["Subject"] == "Reset Bcc: evil@example.org"
    assert server.recipients == ["anna@example.org"]
    message.refresh_from_db()
    assert message.text == "" and message.wiped_at is not None
    assert message.organisation_id is None


def test_a_mail_server_that_is_away_loses_nothing(settings: Settings, organisation: Organisation, keep: Keep) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    post()
    message = Message.objects.get()
    keep(message, "waiting")
    assert message.text != ""


def test_before_there_is_an_organisation_mail_goes_at_once(server: MailSink, transactional_db: None) -> None:
    post()
    assert len(server.mails) == 1
    assert not Message.objects.exists()


def test_and_says_when_it_could_not(settings: Settings, transactional_db: None) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="cannot be reached"):
        post()
