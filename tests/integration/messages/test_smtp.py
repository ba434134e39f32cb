"""The mail server in all its moods: encrypted, refusing, slow, gone, choosy about letters and sizes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.smtp import dialogue
from ringback.channels.messages.mail.transport import deliver, lines
from ringback.channels.messages.models import Message
from ringback.channels.messages.services import Attachment, CalendarPart
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError
from ringback.core.promises.models import Attempt, Promise
from tests.servers.certificates import loopback_certificate
from tests.servers.mail import DROP, MailSink, accept_only, mail_sink

Order = Callable[..., Message]
Keep = Callable[..., Message]
INVITATION = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def encrypted(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, context = loopback_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    settings.TLS_OF_TESTS = context
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = True, "anna", "right"


@pytest.mark.parametrize(("password", "arrives"), [("right", True), ("wrong", False)])
def test_it_signs_in_over_tls(
    encrypted: None, settings: Settings, order: Order, keep: Keep, password: str, arrives: bool
) -> None:
    with mail_sink(settings.TLS_OF_TESTS, authenticator=accept_only("anna", "right"), auth_required=True) as sink:
        settings.EMAIL_PORT, settings.EMAIL_HOST_PASSWORD = sink.port, password
        message = keep(order(), "sent" if arrives else "waiting")
        lines.close()
    assert sink.secured == ([True] if arrives else [])
    assert message.trouble.startswith("" if arrives else "535")


def test_a_server_that_nobody_vouches_for_gets_nothing(
    encrypted: None, settings: Settings, order: Order, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    with mail_sink(settings.TLS_OF_TESTS, authenticator=accept_only("anna", "right")) as sink:
        settings.EMAIL_PORT = sink.port
        message = keep(order(), "waiting")
    assert "certificate" in message.trouble.lower()
    assert sink.mails == []


@pytest.mark.parametrize(
    ("at", "answer", "error"),
    [
        ("recipient", "550 no such user", RefusedError),
        ("recipient", "450 greylisted", LaterError),
        ("recipient", DROP, LaterError),
        ("end", "554 spam", RefusedError),
        ("end", "451 busy", LaterError),
        ("end", DROP, DoubtError),
        ("end", "421 closing", LaterError),
    ],
)
def test_what_an_answer_means(server: MailSink, order: Order, at: str, answer: str, error: type[Exception]) -> None:
    message = order()
    (server.recipient_answers if at == "recipient" else server.answers).append(answer)
    with pytest.raises(error):
        deliver(message, [])
    assert deliver(message, []).provider_id.startswith("250"), "the next mail is not hurt"


def test_a_slow_end_is_a_doubt(server: MailSink, order: Order, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogue, "ANSWER_SECONDS", 0.05)
    server.slow_seconds = 1
    with pytest.raises(DoubtError):
        deliver(order(), [])


def test_a_doubt_about_a_reminder_is_sent_again_as_the_same_mail(server: MailSink, order: Order, keep: Keep) -> None:
    server.answers = [DROP]
    message = keep(order(), "waiting")
    assert Attempt.objects.get().outcome == "failed"
    Promise.objects.update(due_at=message.created_at, wake_at=message.created_at)
    keep(message, "sent", tries=2)
    assert len({mail["Message-ID"] for mail in server.mails}) == 1
    assert len(server.mails) == 2


def test_the_gaps_between_tries_grow(server: MailSink, order: Order, keep: Keep) -> None:
    message, gaps = order(), []
    for tries in (1, 2, 3):
        server.answers = ["451 busy"]
        Promise.objects.update(due_at=message.created_at, wake_at=message.created_at)
        keep(message, "waiting", tries=tries)
        ended_at = Attempt.objects.order_by("id")[tries - 1].finished_at
        assert ended_at is not None
        gaps.append((Promise.objects.get().due_at - ended_at).total_seconds())
    assert gaps == [60, 300, 900]


def test_one_connection_carries_many_mails(server: MailSink, order: Order) -> None:
    for _number in range(5):
        deliver(order(), [])
    assert server.connections == 1


def test_letters_of_all_scripts_arrive(server: MailSink, order: Order) -> None:
    deliver(order(to_address="иван@пример.example", values={"name": "Иван 🚐"}), [])
    assert server.recipients == ["иван@xn--e1afmkfd.example"]
    plain = server.mails[0].get_body(("plain",))
    assert plain is not None and "Иван 🚐" in plain.get_content()
    assert all(byte < 128 for byte in server.raw[0].replace("иван".encode(), b"")), "the body is in ASCII"


def test_a_server_that_knows_only_ascii_is_told_apart(settings: Settings, server: MailSink, order: Order) -> None:
    with mail_sink(enable_SMTPUTF8=False) as old:
        settings.EMAIL_PORT = old.port
        lines.close()
        with pytest.raises(RefusedError, match="ASCII"):
            deliver(order(to_address="иван@пример.example"), [])
        lines.close()


def test_what_is_too_large_for_the_server_is_refused_before_it_is_sent(
    settings: Settings, server: MailSink, order: Order
) -> None:
    with mail_sink(data_size_limit=2000) as small:
        settings.EMAIL_PORT = small.port
        lines.close()
        with pytest.raises(RefusedError, match="552"):
            deliver(order(), [])
        lines.close()


def test_an_invitation_and_a_file_go_along(server: MailSink, order: Order, keep: Keep) -> None:
    files = [Attachment('way"\r\nX-Evil: 1.pdf', "application/pdf", b"%PDF")]
    keep(order(attachments=files, calendar_part=CalendarPart("REQUEST", INVITATION)), "sent")
    mail = server.mails[0]
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds[-2:] == ["text/calendar", "application/pdf"]
    calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert "X-Evil" not in mail
    assert next(mail.iter_attachments()).get_payload(decode=True) == b"%PDF"


def test_too_much_to_carry_is_refused_when_ordered(order: Order) -> None:
    with pytest.raises(FieldError):
        order(attachments=[Attachment("big", "application/pdf", b"x" * 10_000_001)])
    assert not Promise.objects.exists()


def test_nothing_from_outside_makes_a_header(server: MailSink, order: Order) -> None:
    evil = "Eva\r\nBcc: victim@example.org\r\n\r\n<b>"
    deliver(order(kind="letter", values={"subject": evil, "body": evil}, in_reply_to=f"<1@x>{evil}"), [])
    mail = server.mails[0]
    assert "Bcc" not in mail
    assert server.recipients == ["mira@example.org"]
    assert mail["In-Reply-To"].count("\n") == 0


def test_a_line_that_begins_with_a_dot_stays(server: MailSink, order: Order) -> None:
    deliver(order(kind="letter", values={"subject": "s", "body": ".\n..\n.x"}), [])
    plain = server.mails[0].get_body(("plain",))
    assert plain is not None and "\n.\n..\n.x\n" in plain.get_content().replace("\r\n", "\n")
