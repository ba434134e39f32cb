"""Text messages through a real Kannel with its fake SMS centre, and through a stand-in for Twilio."""

import base64
import http.client
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pytest_django import Settings

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.models import Delivery, Message
from ringback.channels.messages.sms import reports, twilio
from ringback.channels.messages.sms.counting import UCS2, count
from ringback.channels.messages.sms.reports import Report
from ringback.core.promises.models import Promise
from ringback.project.mounting import PublicPaths
from tests.servers.kannel import Kannel
from tests.servers.ports import free_port
from tests.servers.receiver import Receiver, Reply
from tests.servers.web import web as serve
from tests.waiting import until

Order = Callable[..., Message]
NUMBER = "+49 151 23456789"


@pytest.fixture
def stand_in(settings: Settings) -> Iterator[Receiver]:
    """A stand-in for Twilio: it takes the form and answers as Twilio's documentation says."""
    with Receiver(Reply(201, b'{"sid": "SM123", "status": "queued"}')) as one:
        settings.SMS_GATEWAY, settings.SMS_URL = "twilio", one.url
        settings.SMS_USER, settings.SMS_PASSWORD, settings.SMS_FROM = "AC1", "token", "+15005550006"
        yield one


@pytest.fixture
def web(settings: Settings, transactional_db: None) -> Iterator[str]:
    """The public routes, where gateways report to."""
    with serve(PublicPaths([], "")) as url:
        settings.PUBLIC_URL = url
        yield url


def test_a_text_message_arrives_in_the_fewest_parts(kannel: Kannel, order: Order, keep: Callable[..., Message]) -> None:
    keep(order(channel="sms", to_address=NUMBER, values={"name": "Zoe"}), "sent")
    until(lambda: kannel.taken().endswith("on their way."))
    assert kannel.taken().startswith("Ringback +4915123456789 text Hello Zoe,\n\nthis is a test message.")


def test_other_alphabets_and_long_texts_arrive_whole(
    kannel: Kannel, order: Order, keep: Callable[..., Message]
) -> None:
    message = keep(order(channel="sms", to_address=NUMBER, language="ru", values={"name": "Мира" * 10}), "sent")
    until(lambda: kannel.taken().count("+4915123456789 udh") == count(message.text.strip()).parts)
    assert count(message.text.strip()).alphabet == UCS2


def test_kannel_reports_that_it_was_delivered(
    web: str, kannel: Kannel, order: Order, keep: Callable[..., Message]
) -> None:
    message = keep(order(channel="sms", to_address=NUMBER), "sent")

    def reported() -> bool:
        message.refresh_from_db()
        return message.delivery == Delivery.DELIVERED

    until(reported)
    assert message.delivery_at is not None


def test_a_gateway_that_is_away_is_tried_again(settings: Settings, order: Order, keep: Callable[..., Message]) -> None:
    settings.SMS_GATEWAY, settings.SMS_URL = "kannel", f"http://127.0.0.1:{free_port()}/cgi-bin/sendsms"
    message = keep(order(channel="sms", to_address=NUMBER), "waiting")
    assert "refused" in message.trouble
    assert message.promise is not None
    message.promise.refresh_from_db()
    assert message.promise.state == "pending"


def test_without_a_gateway_it_waits_and_says_why(
    settings: Settings, order: Order, keep: Callable[..., Message]
) -> None:
    settings.SMS_GATEWAY = ""
    assert "RINGBACK_SMS_GATEWAY" in keep(order(channel="sms", to_address=NUMBER), "waiting").trouble


@pytest.mark.parametrize("number", ["12345", "+49", "+49900123456", "mira@example.org", "+49151\r\n23456789"])
def test_what_is_no_mobile_number_is_refused_when_ordered(order: Order, number: str) -> None:
    with pytest.raises(FieldError):
        order(channel="sms", to_address=number)
    assert not Message.objects.exists()


def test_twilios_form_is_sent_and_its_name_kept(stand_in: Receiver, order: Order, keep: Callable[..., Message]) -> None:
    message = keep(order(channel="sms", to_address=NUMBER), "sent")
    assert message.provider_id == "SM123"
    (posted,) = stand_in.posted
    assert posted.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:token").decode()
    assert parse_qs(posted.body.decode())["To"] == ["+4915123456789"]


def test_an_answer_that_never_comes_is_asked_of_a_person_where_twice_would_be_wrong(
    stand_in: Receiver, order: Order, keep: Callable[..., Message]
) -> None:
    stand_in.reply = Reply(500, b"")
    keep(order(channel="sms", to_address=NUMBER, at_most_once=True), "doubt")
    keep(order(channel="sms", to_address=NUMBER), "waiting")
    assert len(stand_in.posted) == 2


def test_a_gateway_that_asks_for_a_pause_has_it(stand_in: Receiver, order: Order, keep: Callable[..., Message]) -> None:
    stand_in.reply = Reply(429, b'{"code": 20429, "message": "too many"}', {"Retry-After": "7200"})
    message = keep(order(channel="sms", to_address=NUMBER), "waiting")
    promise = Promise.objects.get(id=message.promise_id or 0)
    assert 7000 < (promise.due_at - clock.now()).total_seconds() <= 7200


def test_twilios_callback_is_believed_only_where_it_is_signed(
    web: str, stand_in: Receiver, order: Order, keep: Callable[..., Message]
) -> None:
    message = keep(order(channel="sms", to_address=NUMBER), "sent")
    url = parse_qs(stand_in.posted[0].body.decode())["StatusCallback"][0]
    fields = {"MessageSid": "SM123", "MessageStatus": "delivered"}
    assert _posted(url, fields, twilio.signature(url, fields, "wrong token")) == 403
    assert _posted(url, fields, "") == 403
    assert _posted(url[:-3] + "abc", fields, twilio.signature(url[:-3] + "abc", fields, "token")) == 404
    message.refresh_from_db()
    assert message.delivery == ""
    assert _posted(url, fields, twilio.signature(url, fields, "token")) == 204
    message.refresh_from_db()
    assert message.delivery == Delivery.DELIVERED


def test_a_token_of_another_purpose_opens_nothing() -> None:
    assert reports.opened(reports.report_url("kannel", "abc").rpartition("/")[2]) == "abc"
    assert reports.opened("abc") is None
    assert reports.opened("") is None
    assert reports.opened("x" * 10_000) is None


def test_reports_that_overtake_each_other_end_in_the_last_word(order: Order) -> None:
    """One lost part is a lost message, and nothing comes before what is final."""
    message = order(channel="sms", to_address=NUMBER)
    said = [
        (Delivery.DELIVERED, True),
        (Delivery.ON_ITS_WAY, False),
        (Delivery.DELIVERED, False),
        (Delivery.UNDELIVERED, True),
        (Delivery.DELIVERED, False),
    ]
    for delivery, noted in said:
        assert reports.note(Report(message.public_id, delivery)) is noted
    assert not reports.note(Report("unknown", Delivery.DELIVERED))


def _posted(url: str, fields: dict[str, str], signature: str) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded", twilio.SIGNATURE_HEADER: signature}
    connection.request("POST", parts.path, urlencode(fields), headers)
    status = connection.getresponse().status
    connection.close()
    return status
