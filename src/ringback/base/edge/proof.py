"""Proof of work (ALTCHA): a challenge that costs the sender a second, and us next to nothing.

Deterministic mode: we pick the answer and sign it, so that checking is one HMAC. The library keeps no
list of what has been used: whoever accepts a proof spends its signature in the transaction it pays for.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import altcha

from ringback.base.edge.problems import FieldProblem, ProblemError
from ringback.base.kit import clock

ALGORITHM = "PBKDF2/SHA-256"
COST = 5000
LEAST_STEPS, MOST_STEPS = 60, 240
VALID_SECONDS = 600
MOST_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """Work that was done: `signature` names its challenge, which must not be accepted twice before `expires_at`."""

    signature: str
    expires_at: datetime


def _secrets(secret: str) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]
        hmac.new(secret.encode(), b"proof of work, " + use, sha256).hexdigest() for use in (b"challenge", b"answer")
    )


def challenge(secret: str, audience: str) -> dict[str, Any]:
    """A new challenge for `audience` (a site's key), as the JSON that ALTCHA's solvers take."""
    sign, answer = _secrets(secret)
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        counter=LEAST_STEPS + secrets.randbelow(MOST_STEPS - LEAST_STEPS),
        expires_at=clock.now() + timedelta(seconds=VALID_SECONDS),
        data={"for": audience},
        hmac_secret=sign,
        hmac_key_secret=answer,
    )
    return made.to_dict()


def check(payload: str, secret: str, audience: str) -> Proof:
    """The proof in a base64 `payload`. Raises ProblemError 422 when missing, wrong, too old or for someone else."""
    if not payload:
        raise _refused("The proof of work is missing.")
    if len(payload) > MOST_CHARACTERS:
        raise _refused("The proof of work is too long.")
    sign, answer = _secrets(secret)
    try:
        read = _parsed(payload)
        result = altcha.verify_solution(read, sign, hmac_key_secret=answer)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _refused("The proof of work cannot be read.") from error
    parameters = read.challenge.parameters
    if not result.verified or parameters.data != {"for": audience}:
        raise _refused("The proof of work is wrong or has expired.")
    expires_at = datetime.fromtimestamp(parameters.expires_at, UTC)
    if expires_at < clock.now():
        raise _refused("The proof of work is wrong or has expired.")
    return Proof(read.challenge.signature, expires_at)


def _parsed(payload: str) -> Any:
    return altcha.Payload.from_base64(payload)


def _refused(why: str) -> ProblemError:
    wrong = FieldProblem("pow", why, "Ask for a new challenge and solve it.")
    return ProblemError(422, "proof-of-work", "Proof of work is needed", why, [wrong])
