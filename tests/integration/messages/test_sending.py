"""Ordering a message, and what becomes of it at a real mail server."""

from collections.abc import Callable

import pytest

from ringback.base.kit import clock
from ringback.channels.messages.models import Message
from ringback.channels.messages.services import MissingFieldError
from ringback.core.promises.models import Attempt, Promise
from tests.servers.mail import DROP, MailSink

Order = Callable[..., Message]
Keep = Callable[..., Message]


def test_a_message_arrives_in_plain_text_and_html(server: MailSink, order: Order, keep: Keep) -> None:
    message = keep(order(), "sent")
    mail = server.mails[0]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert "Hello Mira" in plain.get_content()
    assert "Hello Mira" in html.get_content()
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert str(mail["From"]) == "Tents & Co <post@ringback.example>"
    assert "List-Unsubscribe" not in mail
    assert Promise.objects.get().state == "kept"
    assert message.provider_id == "250 OK queued as A1"


def test_a_letter_written_by_hand_does_not_call_itself_automatic(server: MailSink, order: Order, keep: Keep) -> None:
    keep(order(kind="letter", values={"subject": "Your tent", "body": "It has come."}), "sent")
    assert "Auto-Submitted" not in server.mails[0]


def test_what_is_missing_is_named_and_nothing_is_promised(order: Order) -> None:
    with pytest.raises(MissingFieldError) as caught:
        order(values={})
    assert caught.value.fields == ("name",)
    assert not Promise.objects.exists()


def test_the_same_key_is_the_same_message(order: Order) -> None:
    assert order(key="a").pk == order(key="a").pk
    assert Promise.objects.count() == 1


def test_a_final_refusal_is_not_tried_again(server: MailSink, order: Order, keep: Keep) -> None:
    server.recipient_answers = ["550 no such user"]
    message = keep(order(), "failed")
    assert message.trouble == "550 no such user"
    assert Attempt.objects.get().outcome == "refused"


def test_a_passing_refusal_is_tried_again_later(server: MailSink, order: Order, keep: Keep) -> None:
    server.answers = ["451 try later"]
    message = keep(order(), "waiting")
    assert message.trouble == "451 try later"
    assert Promise.objects.get().due_at > clock.now()


def test_a_line_that_breaks_after_the_mail_leaves_a_doubt(server: MailSink, order: Order, keep: Keep) -> None:
    server.answers = [DROP]
    keep(order(at_most_once=True), "doubt")
    assert Attempt.objects.get().outcome == "uncertain"
