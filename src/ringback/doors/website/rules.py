"""Whom we call, how often, what counts as the same request, and what a visitor is told: pure decisions."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from ringback.base.edge.limits import LimitError
from ringback.base.kit.errors import FieldError
from ringback.base.kit.phones import Phone
from ringback.core.promises.rules import Outcome, Policy

# What the widget promises: the visitor's phone rings within this many seconds (MISSION W2).
COUNTDOWN_SECONDS = 30
OPEN_SECONDS = 3600
# A call at a time they chose is on time within five minutes of it.
CHOSEN_GRACE_SECONDS = 300
CALL_SECONDS = 120

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

# What is done when a callback cannot be kept at once, unless the organisation says otherwise (MISSION C4). A wrong
# number and a refusal are final in promises.rules already; a voicemail has heard us, so it is not called again by
# itself. "Call me now" permits that one call at whatever hour.
CALLBACK_POLICY = Policy(
    {
        Outcome.NOBODY: (60, 300, 900),
        Outcome.BUSY: (120, 600),
        Outcome.NO_ANSWER: (120, 600),
        Outcome.INTERRUPTED: (5, 60, 300),
        Outcome.FAILED: (60, 300),
    },
    within_hours=True,
    first_at_once=True,
    expires_after_seconds=OPEN_SECONDS,
)

# A person answers a message: who has it is reminded an hour before, and a lead hears of it an hour after (MISSION W24).
MESSAGE_POLICY = Policy(remind_before_seconds=(3600,), escalate_after_seconds=3600)

CALLABLE_KINDS = frozenset({"fixed", "mobile", "fixed_or_mobile", "voip"})
_DEAR_KINDS = {
    "premium": "This is a premium-rate number: we do not call those.",
    "shared_cost": "This is a shared-cost number: we do not call those.",
    "personal": "This is a personal number that is dear to call: we do not call those.",
    "toll_free": "This is a freephone number, which does not ring at one person's.",
    "uan": "This is a company's service number, which does not ring at one person's.",
    "pager": "This is a pager: it cannot talk.",
    "voicemail": "This is a voicemail box: it cannot talk.",
}
_NO_COUNTRY = "001"  # what phonenumbers says for satellite phones and international services


def countries_called(country: str, countries: Collection[str]) -> frozenset[str]:
    """The countries a site's visitors are called in: those named, or only the site's own."""
    return frozenset(countries) or frozenset({country})


def check_number(phone: Phone, countries: Collection[str]) -> None:
    """Pass if we may call `phone` for a site that calls `countries`. Raises FieldError with a reason and a mend."""
    mend = "Leave another number, a landline or mobile one."
    if phone.country == _NO_COUNTRY:
        raise FieldError("phone", "This is a satellite or international service number: we do not call those.", mend)
    if phone.kind not in CALLABLE_KINDS:
        raise FieldError("phone", _DEAR_KINDS.get(phone.kind, "This kind of number cannot be called back."), mend)
    if phone.country not in countries:
        raise FieldError("phone", "We do not call numbers of this country.", "Leave a number of our country.")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request that was made before, as far as it matters to a new one."""

    request_id: int
    promise_id: int | None
    site_id: int
    token: str
    phone: str
    open: bool
    key: str | None
    created_at: datetime
    wished_at: datetime | None = None


def same_request(earlier: Iterable[Earlier], site_id: int, phone: str, key: str | None) -> Earlier | None:
    """The earlier request that a new one *is*: the same key, or the same number while it is open on this site.

    Raises FieldError when the key was used for another number: then one of the two is a mistake.
    """
    here = [one for one in earlier if one.site_id == site_id]
    for one in here:
        if key is not None and one.key == key:
            if one.phone != phone:
                raise FieldError(
                    "Idempotency-Key",
                    "This key was used for another number.",
                    "Make a new key for each request.",
                )
            return one
    return next((one for one in here if one.open and one.phone == phone), None)


def check_number_limit(earlier: Iterable[Earlier], phone: str, most_a_day: int, now: datetime) -> None:
    """Pass if `phone` may be asked for once more today, across the organisation's sites. Raises LimitError."""
    made = sorted(one.created_at for one in earlier if one.phone == phone and one.created_at > now - DAY)
    if len(made) >= most_a_day:
        raise LimitError(
            "number",
            "This number has been asked for too often today.",
            max(1, int((made[-most_a_day] + DAY - now).total_seconds())) if most_a_day else int(DAY.total_seconds()),
        )


def check_site_limit(made_this_hour: int, most_an_hour: int) -> None:
    """Pass if the site may take one more request this hour. Raises LimitError."""
    if made_this_hour >= most_an_hour:
        raise LimitError("site", "Too many people are asking for a call just now. Please try again later.", 600)


def address_limit(seconds: int) -> LimitError:
    """The error for one address that asks too often."""
    return LimitError("address", "Too many requests from your connection. Please try again later.", seconds)


def no_consent() -> FieldError:
    """The error of a request whose box was not ticked."""
    return FieldError("consent", "Consent is needed.", "Tick the box, so that we may call you.")


def no_consent_to_answer() -> FieldError:
    """The error of a message whose box was not ticked."""
    return FieldError("consent", "Consent is needed.", "Tick the box, so that we may answer you.")


_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_KEY = re.compile(r"[!-~]{8,80}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")


def one_line(text: str | None, most: int) -> str:
    """`text` as one visible line of at most `most` characters: no line breaks, control or direction marks."""
    return " ".join(_INVISIBLE.sub(" ", text or "").split())[:most]


def web_address(text: str | None, most: int = 500) -> str:
    """A page's address as it may be kept and linked to; "" for anything that is not http or https."""
    line = one_line(text, most)
    return line if line.lower().startswith(("https://", "http://")) else ""


def page_words(page: str) -> str:
    """The last part of a page's path in words that can be spoken: "/shop/tents-2.html" is "tents 2"."""
    path = urlsplit(page).path.rstrip("/").rpartition("/")[2]
    return one_line(re.sub(r"[-_+.%]+", " ", re.sub(r"\.\w{2,5}$", "", path)), 60)


def host_of(address: str) -> str:
    """The host of a page's address, without "www."; "" where there is none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")[:80]
    except ValueError:
        return ""


def source_words(page: str, referrer: str) -> str:
    """Where somebody came from: a campaign named in the page's address, else the site before, unless it is our own."""
    named = parse_qs(page.partition("?")[2].partition("#")[0])
    told = [one_line(value, 60) for name in ("utm_source", "utm_campaign") for value in named.get(name, [])[:1]]
    before = host_of(referrer)
    return " · ".join(told) or (before if before != host_of(page) else "")


def key_of(text: str | None) -> str | None:
    """An Idempotency-Key as sent, or None when there is none. Raises FieldError for what cannot be one."""
    if not text:
        return None
    if not _KEY.fullmatch(text):
        raise FieldError("Idempotency-Key", "This key cannot be used.", "Send 8 to 80 visible ASCII characters.")
    return text


def is_token(text: str) -> bool:
    """Whether `text` has the shape of a visitor's token; anything else need not be looked up."""
    return _TOKEN.fullmatch(text) is not None


def consent_version(text: str) -> str:
    """The version of a consent text: the same words are the same version (MISSION C6)."""
    return sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a request: the promise's standing and its newest call. Empty strings: not yet."""

    created_at: datetime
    promise_state: str
    attempts_made: int
    last_outcome: str
    next_try_at: datetime | None
    missed: bool
    uncertain: bool
    stage: str = ""
    stage_at: datetime | None = None
    connected_at: datetime | None = None
    call_ended: bool = False
    scheduled: bool = False
    position: int | None = None
    estimate_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the visitor is told: `state` of the public contract, since `at`; `retry_at` when we try again; in the queue
    their `position`, and how long it is likely to take where anybody can tell."""

    state: str
    at: datetime
    final: bool
    message_key: str
    retry_at: datetime | None = None
    connected_at: datetime | None = None
    position: int | None = None
    estimate_seconds: int | None = None

    def waited(self, created_at: datetime, now: datetime) -> float:
        """Seconds from the request to the conversation, or to now (or the end) while there is none (MISSION W20)."""
        until = self.connected_at or (self.at if self.final else now)
        return max(0.0, (until - created_at).total_seconds())


_STAGES: Mapping[str, str] = {
    "planned": "received",
    "queued": "queued",
    "hunting": "calling_agent",
    "whispering": "agent_answered",
    "dialling_visitor": "calling_you",
    "message": "calling_agent",
    "talking": "connected",
}
_AFTER: Mapping[str, str] = {
    Outcome.NOBODY: "nobody_free",
    Outcome.BUSY: "you_were_busy",
    Outcome.NO_ANSWER: "you_did_not_answer",
    Outcome.VOICEMAIL: "you_did_not_answer",
    Outcome.REFUSED: "you_did_not_answer",
    Outcome.WRONG_NUMBER: "number_wrong",
    Outcome.CANCELLED: "cancelled",
    Outcome.INTERRUPTED: "nobody_free",
}
SCHEDULED = "scheduled"
_LATE_STATES = ("received", "calling_agent")


def shown(situation: Situation) -> Shown:
    """The one thing a visitor is told about `situation`: always the truth, and never more than they need."""
    state, final = _state(situation)
    told_when = state in _AFTER.values() or state in ("not_possible", SCHEDULED)
    retry_at = situation.next_try_at if told_when else None
    late = situation.missed and state in _LATE_STATES
    return Shown(
        state=state,
        at=situation.stage_at or situation.created_at,
        final=final,
        message_key="late" if late else state,
        retry_at=None if final else retry_at,
        connected_at=situation.connected_at,
        position=situation.position if state == "queued" else None,
        estimate_seconds=situation.estimate_seconds if state == "queued" else None,
    )


def _state(now: Situation) -> tuple[str, bool]:
    if now.promise_state == "cancelled":
        return "cancelled", True
    if now.stage == "talking" and not now.call_ended:
        return "connected", False
    talked = now.connected_at is not None and now.call_ended and now.last_outcome in ("", Outcome.DONE)
    if now.promise_state == "kept" or talked:
        return "ended", True
    if now.promise_state == "pending":
        if now.attempts_made:
            return _after(now), False
        return (SCHEDULED if now.scheduled else "received"), False
    if now.promise_state == "keeping" and not now.uncertain:
        return _STAGES.get(now.stage, "received" if not now.call_ended else _after(now)), False
    return _after(now), True


def _after(now: Situation) -> str:
    if now.uncertain:
        return "not_possible"
    if not now.last_outcome:
        return "nobody_free"
    return _AFTER.get(now.last_outcome, "not_possible")
