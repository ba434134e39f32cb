"""When an answer is due, what a contact is, and what may be written: pure decisions."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from ringback.base.kit.errors import FieldError

ANSWER_HOURS = 4
MOST_HOURS = 72
MOST_TEXT = 4000
MOST_SUBJECT = 80

_MOST_STRETCHES = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")

Moment = Callable[[datetime], datetime | None]


def answer_by(at: datetime, hours: int, opens: Moment, closes: Moment) -> datetime:
    """The instant `hours` of open time after `at`: what is written at night is due in the morning's hours.

    `opens` gives the first open instant at or after one, `closes` when what is open then closes; None where there is
    none in sight. Where nothing ever opens, plain hours count.
    """
    left, since = timedelta(hours=hours), at
    for _stretch in range(_MOST_STRETCHES):
        begins = opens(since)
        if begins is None:
            return at + timedelta(hours=hours)
        ends = closes(begins)
        if ends is None or begins + left <= ends:
            return begins + left
        left, since = left - (ends - begins), ends
    return since + left


def readable(text: str) -> str:
    """What a visitor wrote, in lines. Raises FieldError for nothing, or for more than a message takes."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not lines:
        raise FieldError("text", "A message needs words.", "Write what it is about.")
    if len(lines) > MOST_TEXT:
        raise FieldError("text", "The message is too long.", "Use at most 4,000 characters.")
    return lines


def subject_of(text: str) -> str:
    """The message's first words, as a list shows them: whole words of the first line, 80 characters at most."""
    line = " ".join(text.partition("\n")[0].split())
    if len(line) <= MOST_SUBJECT:
        return line
    cut = line[:MOST_SUBJECT].rpartition(" ")[0] or line[:MOST_SUBJECT]
    return f"{cut} …"


def is_email(contact: str) -> bool:
    """Whether a contact is meant as an e-mail address; anything else is read as a number."""
    return "@" in contact
