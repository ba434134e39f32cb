"""Proof of work: done once, for one site, in time, and not to be made up."""

import base64
import json
from datetime import timedelta
from typing import Any

import altcha
import pytest

from ringback.base.edge import proof
from ringback.base.edge.problems import ProblemError
from ringback.base.kit import clock


def solved(challenge: dict[str, Any]) -> str:
    """What a visitor's browser would send back."""
    read = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(read)
    assert solution is not None
    return altcha.Payload(read, solution).to_base64()


@pytest.fixture(scope="module")
def payload() -> str:
    return solved(proof.challenge("secret", "site-a"))


def changed(payload: str, **parameters: Any) -> str:
    read = json.loads(base64.b64decode(payload))
    read["challenge"]["parameters"] |= parameters
    return base64.b64encode(json.dumps(read).encode()).decode()


def test_work_that_was_done_is_accepted(payload: str) -> None:
    checked = proof.check(payload, "secret", "site-a")
    assert len(checked.signature) == 64
    assert timedelta(0) < checked.expires_at - clock.now() <= timedelta(seconds=proof.VALID_SECONDS)


@pytest.mark.parametrize("forged", ["", "x" * 3000, "eA==", "e30=", base64.b64encode(b"[1,2]").decode()])
def test_what_is_no_proof_is_refused(forged: str) -> None:
    with pytest.raises(ProblemError) as caught:
        proof.check(forged, "secret", "site-a")
    assert caught.value.status == 422 and caught.value.body.errors[0].field == "pow"


def test_changed_parameters_other_sites_and_other_secrets_are_refused(payload: str) -> None:
    attempts = [
        (changed(payload, cost=1), "secret", "site-a"),
        (changed(payload, expiresAt=4102444800), "secret", "site-a"),
        (changed(payload, expiresAt="soon"), "secret", "site-a"),
        (changed(payload, data={"for": "site-b"}), "secret", "site-b"),
        (payload, "secret", "site-b"),
        (payload, "another secret", "site-a"),
    ]
    for forged, secret, audience in attempts:
        with pytest.raises(ProblemError):
            proof.check(forged, secret, audience)


def test_a_guessed_answer_is_refused(payload: str) -> None:
    read = json.loads(base64.b64decode(payload))
    read["solution"]["derivedKey"] = "00" * 32
    with pytest.raises(ProblemError):
        proof.check(base64.b64encode(json.dumps(read).encode()).decode(), "secret", "site-a")


def test_old_work_is_refused(payload: str) -> None:
    later = clock.SettableClock(clock.now() + timedelta(seconds=proof.VALID_SECONDS + 1))
    with clock.use(later), pytest.raises(ProblemError):
        proof.check(payload, "secret", "site-a")
