"""Answers to invitations (iTIP, RFC 5546): who answered what to which event."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import icalendar
import structlog

from ringback.channels.messages.inbox.parsing import Mail
from ringback.channels.messages.inbox.words_of import clean, decoded, one_line

log = structlog.get_logger(__name__)

MOST_BYTES = 200_000
MOST_SEQUENCE = 2_000_000_000
METHODS = ("REPLY", "COUNTER")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attendee answered. `method` REPLY or COUNTER; a COUNTER proposes `starts_at` and `ends_at`.

    `partstat` as RFC 5545 has it: ACCEPTED, DECLINED, TENTATIVE. Instants are aware, in UTC.
    """

    method: str
    uid: str
    sequence: int
    attendee: str
    partstat: str
    stamped_at: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    comment: str


def answer_in(mail: Mail) -> Answer | None:
    """The answer that the mail carries, or None where it carries none that can be read."""
    for part in mail.leaves:
        if part.get_content_type() == "text/calendar":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and len(content) <= MOST_BYTES:
                found = _read(decoded(content, "utf-8"), mail.from_address)
                if found is not None:
                    return found
    return None


def _read(text: str, from_address: str) -> Answer | None:
    try:
        calendar = icalendar.Calendar.from_ical(text)
        method = str(calendar.get("METHOD", "")).upper()
        events = calendar.walk("VEVENT")
        if method not in METHODS or not events:
            return None
        return _answer(method, events[0], from_address)
    except Exception as error:  # a stranger's calendar: the library raises what it likes
        log.warning("a calendar part could not be read", why=type(error).__name__)
        return None


def _answer(method: str, event: Any, from_address: str) -> Answer | None:
    uid = one_line(str(event.get("UID", "")), 250)
    attendees = event.get("ATTENDEE", [])
    listed = attendees if isinstance(attendees, list) else [attendees]
    addressed = {_address(one): one for one in reversed(listed)}
    attendee = from_address if from_address in addressed else next(iter(reversed(addressed)), "")
    if not uid or (method == "REPLY" and len(addressed) != 1 and from_address not in addressed):
        return None
    parameters = getattr(addressed.get(attendee), "params", {})
    sequence = int(event.get("SEQUENCE", 0))
    return Answer(
        method=method,
        uid=uid,
        sequence=min(max(sequence, 0), MOST_SEQUENCE),
        attendee=attendee,
        partstat=one_line(str(parameters.get("PARTSTAT", "")), 20).upper(),
        stamped_at=_instant(event, "DTSTAMP"),
        starts_at=_instant(event, "DTSTART") if method == "COUNTER" else None,
        ends_at=_instant(event, "DTEND") if method == "COUNTER" else None,
        comment=clean(str(event.get("COMMENT", "")))[:2_000],
    )


def _address(value: object) -> str:
    text = str(value)
    return one_line(text[7:] if text[:7].lower() == "mailto:" else text, 254).lower()


def _instant(event: Any, name: str) -> datetime | None:
    """A time of the event in UTC; one without a zone is taken as UTC, a day as its beginning."""
    value = getattr(event.get(name), "dt", None)
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(value, time(), UTC) if isinstance(value, date) else None
