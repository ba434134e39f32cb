"""What is said to an SMS gateway, and what its answers mean."""

from urllib.parse import parse_qs, urlsplit

import pytest

from ringback.base.outgoing.asking import Answer
from ringback.channels.messages.sms import twilio
from ringback.channels.messages.sms.gateway import Form, Gateway, Outgoing
from ringback.channels.messages.sms.kannel import Kannel
from ringback.channels.messages.sms.twilio import Twilio
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError, TransportError
from ringback.project import outgoing
from ringback.project.environment import SettingError

KANNEL = Gateway("kannel", "http://127.0.0.1:13013/cgi-bin/sendsms?smsc=main", "us er", "p&ss", "Ringback")
TWILIO = Gateway("twilio", "https://api.twilio.com", "AC123", "12345", "+15005550006")


def test_kannel_gets_everything_in_the_query() -> None:
    call = Kannel().call(KANNEL, Outgoing("+493012345678", "Grüße & mehr", "https://desk.example/v1/sms/kannel/a:b"))
    said = {name: values[0] for name, values in parse_qs(urlsplit(call.url).query).items()}
    assert call.method == "GET"
    assert said == {
        "smsc": "main",
        "username": "us er",
        "password": "p&ss",
        "from": "Ringback",
        "to": "+493012345678",
        "text": "Grüße & mehr",
        "charset": "UTF-8",
        "coding": "0",
        "dlr-mask": "27",
        "dlr-url": "https://desk.example/v1/sms/kannel/a:b?type=%d&said=%A",
    }


def test_kannel_is_told_when_the_wider_alphabet_is_needed() -> None:
    call = Kannel().call(KANNEL, Outgoing("+79161234567", "Привет", "https://desk.example/x"))
    assert parse_qs(urlsplit(call.url).query)["coding"] == ["2"]


def test_twilio_gets_a_form_with_basic_authentication() -> None:
    call = Twilio().call(TWILIO, Outgoing("+493012345678", "Grüße", "https://desk.example/v1/sms/twilio/a"))
    assert call.url == "https://api.twilio.com/2010-04-01/Accounts/AC123/Messages.json"
    assert call.headers["Authorization"] == "Basic QUMxMjM6MTIzNDU="
    assert {name: values[0] for name, values in parse_qs(call.body.decode()).items()} == {
        "To": "+493012345678",
        "From": "+15005550006",
        "Body": "Grüße",
        "StatusCallback": "https://desk.example/v1/sms/twilio/a",
    }
    service = Gateway("twilio", "https://api.twilio.com/", "AC123", "12345", "MG1")
    body = Twilio().call(service, Outgoing("+493012345678", "x", "https://desk.example/x")).body
    assert b"MessagingServiceSid=MG1" in body


def test_what_was_taken_is_sent() -> None:
    assert Kannel().read(Answer(202, {}, b"0: Accepted for delivery")).provider_id == ""
    assert Kannel().read(Answer(202, {}, b"3: Queued for later delivery")).provider_id == ""
    assert Twilio().read(Answer(201, {}, b'{"sid": "SM1", "status": "queued"}')).provider_id == "SM1"


@pytest.mark.parametrize(
    ("form", "status", "body", "error"),
    [
        (Kannel(), 400, b"5: Sender missing and no global set, rejected", RefusedError),
        (Kannel(), 403, b"Authorization failed for sendsms", LaterError),
        (Kannel(), 404, b"Unknown request.", LaterError),
        (Kannel(), 503, b"Temporal failure, try again later.", LaterError),
        (Kannel(), 500, b"", LaterError),
        (Kannel(), 200, b"<html>captive portal</html>", DoubtError),
        (Twilio(), 400, b'{"code": 21211, "message": "Invalid To"}', RefusedError),
        (Twilio(), 400, b'{"code": 21606, "message": "Not our From"}', LaterError),
        (Twilio(), 401, b'{"code": 20003, "message": "Authenticate"}', LaterError),
        (Twilio(), 429, b"", LaterError),
        (Twilio(), 503, b"<html>", LaterError),
        (Twilio(), 500, b"[]", DoubtError),
    ],
)
def test_other_answers_are_told_apart(form: Form, status: int, body: bytes, error: type[TransportError]) -> None:
    with pytest.raises(error):
        form.read(Answer(status, {}, body))


def test_twilios_signature_is_the_one_its_documentation_computes() -> None:
    """The example of Twilio's "Webhooks security" page."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert twilio.signature(url, fields, "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert twilio.is_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, fields, "12345")
    assert not twilio.is_signed("RSOYDt4T1cUTdK1PDd93/VVr8B8=", url, fields | {"Digits": "1235"}, "12345")
    assert not twilio.is_signed("", url, fields, "12345")


def test_the_gateways_settings_are_read_and_refused_by_name() -> None:
    assert outgoing.sms("", "") == ("", "", "")
    read = outgoing.sms("kannel", "http://us%20er:p%26ss@[::1]:13013/cgi-bin/sendsms?smsc=main")
    assert read == ("http://[::1]:13013/cgi-bin/sendsms?smsc=main", "us er", "p&ss")
    for form, url in (("smpp", "http://u:p@h/"), ("kannel", ""), ("kannel", "http://h/"), ("twilio", "ftp://u:p@h")):
        with pytest.raises(SettingError, match="RINGBACK_SMS"):
            outgoing.sms(form, url)
    with pytest.raises(SettingError, match="RINGBACK_OUTGOING_NETWORKS"):
        outgoing.networks(["10.0.0.0/8", "everything"])
