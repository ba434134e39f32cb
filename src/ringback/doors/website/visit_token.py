"""The one thing a browser keeps for us: a signed token that identifies nobody, and what stands in it.

Both `prompts` and `visitors` read it, and neither knows the other.
"""

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

# Few enough that thousands share each of them: a bucket says which arm and which texts, and never who.
BUCKETS = 200
VISIT_SECONDS = 30 * 60
REMEMBERED_DAYS = 180
MOST_RULES = 50
MOST_CHARACTERS = 2000
# What the widget puts behind the token once this visit has reached a goal; the next token carries it inside.
GOAL_MARK = "!"
_VERSION = 1
_EPOCH_DAY = datetime.fromisoformat("2026-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a browser. Days are counted from 2026-01-01, instants are seconds since 1970.

    `bucket`: 0 to 199, by chance. `prompted`, `goal`: of the visit under way. `rules`: the day on which each rule
    last prompted here. `quiet_until`: no unasked prompt before then. `visitor`: only after consent, else "".
    """

    bucket: int
    issued_day: int
    seen_at: int = 0
    prompted: bool = False
    goal: bool = False
    quiet_until: int = 0
    rules: tuple[tuple[int, int], ...] = ()
    visitor: str = ""

    def same_visit(self, now: datetime) -> bool:
        """Whether the visit in which this was written is still under way."""
        return 0 <= int(now.timestamp()) - self.seen_at <= VISIT_SECONDS


class _Written(msgspec.Struct, array_like=True):
    version: int
    bucket: int
    issued_day: int
    seen_at: int
    prompted: bool
    goal: bool
    quiet_until: int
    rules: list[tuple[int, int]]
    visitor: str


_DECODER = msgspec.json.Decoder(_Written)


def fresh(now: datetime) -> Token:
    """The token of a browser that has none, in a bucket drawn by chance."""
    return Token(secrets.randbelow(BUCKETS), day_of(now))


def day_of(at: datetime) -> int:
    """The day of an instant, as tokens count days."""
    return (at - _EPOCH_DAY) // timedelta(days=1)


def seen(token: Token, now: datetime) -> Token:
    """`token` as a page view leaves it: a visit that is over takes what belonged to it along; old rules are dropped."""
    rules = tuple((rule, day) for rule, day in token.rules if day_of(now) - day < REMEMBERED_DAYS)[-MOST_RULES:]
    kept = token if token.same_visit(now) else replace(token, prompted=False, goal=False)
    return replace(kept, seen_at=int(now.timestamp()), rules=rules)


def write(token: Token, organisation_id: int, secret: str) -> str:
    """`token` as the browser keeps it: good for all sites of the organisation, and for no other's."""
    written = _Written(
        _VERSION,
        token.bucket,
        token.issued_day,
        token.seen_at,
        token.prompted,
        token.goal,
        token.quiet_until,
        list(token.rules),
        token.visitor,
    )
    payload = _text(msgspec.json.encode(written))
    return f"{payload}.{_signature(payload, organisation_id, secret)}"


def read(text: str, organisation_id: int, secret: str) -> Token | None:
    """The token in `text`, or None where there is none or it was not written by us for this organisation."""
    if not text or len(text) > MOST_CHARACTERS or not text.isascii():
        return None
    marked = text.endswith(GOAL_MARK)
    payload, _, signature = text.removesuffix(GOAL_MARK).partition(".")
    if not hmac.compare_digest(signature, _signature(payload, organisation_id, secret)):
        return None
    try:
        written = _DECODER.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (msgspec.DecodeError, binascii.Error, ValueError):
        return None
    if written.version != _VERSION:
        return None
    return Token(
        written.bucket,
        written.issued_day,
        written.seen_at,
        written.prompted,
        written.goal or marked,
        written.quiet_until,
        tuple(written.rules),
        written.visitor,
    )


def _signature(payload: str, organisation_id: int, secret: str) -> str:
    key = hmac.new(secret.encode(), b"visit token", sha256).digest()
    return _text(hmac.new(key, f"{organisation_id}.{payload}".encode(), sha256).digest()[:18])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
