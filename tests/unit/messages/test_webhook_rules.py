"""Webhooks by the Standard Webhooks specification: signatures, schedule, and what is told of persons."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook

from ringback.channels.messages.webhooks import rules, signing
from ringback.channels.messages.webhooks.bodies import body

AT = datetime(2026, 3, 11, 12, 0, tzinfo=UTC)
# The test vector of the specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SENT_AT = datetime.fromtimestamp(1614265330, UTC)
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_signature_is_the_one_of_the_specifications_vector() -> None:
    sent = signing.headers(ID, SENT_AT, '{"test": 2432232314}', [SECRET])
    assert sent["webhook-signature"] == SIGNED
    assert (sent["webhook-id"], sent["webhook-timestamp"]) == (ID, "1614265330")


def test_while_a_secret_changes_both_sign() -> None:
    new, at = signing.new_secret(), datetime.now(UTC)
    sent = signing.headers("msg_1", at, "{}", [new, SECRET])
    assert len(sent["webhook-signature"].split(" ")) == 2
    for secret in (new, SECRET):
        assert Webhook(secret).verify("{}", sent) == {}


def test_secrets_are_long_and_never_the_same() -> None:
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(secret.startswith("whsec_") and len(secret) > 46 for secret in made)


def test_the_schedule_is_the_specifications_with_a_little_chance() -> None:
    assert rules.gaps(lambda: 0.0) == (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
    assert rules.gaps(lambda: 1.0)[-1] == 95_040


@pytest.mark.parametrize(("days", "given_up"), [(0, False), (4.9, False), (5, True), (30, True)])
def test_an_endpoint_that_fails_for_days_is_given_up(days: float, given_up: bool) -> None:
    assert rules.given_up(AT - timedelta(days=days), AT) is given_up
    assert not rules.given_up(None, AT)


def test_numbers_are_masked_and_names_left_out_unless_asked_for() -> None:
    personal = {"phone": "+4915123456789", "name": "Mira Novak"}
    masked = json.loads(body("call.ended", AT, {"id": 1}, personal, whole=False))
    assert masked == {
        "type": "call.ended",
        "timestamp": "2026-03-11T12:00:00+00:00",
        "data": {"id": 1, "phone": "+49 •••• •••••89"},
    }
    whole = json.loads(body("call.ended", AT, {"id": 1}, personal, whole=True))
    assert whole["data"] == {"id": 1, **personal}


def test_an_event_has_a_size() -> None:
    with pytest.raises(ValueError, match="larger"):
        body("call.ended", AT, {"note": "x" * 30_000}, {}, whole=False)
