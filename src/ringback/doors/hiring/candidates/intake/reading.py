"""Asking for the text of a document: so many at once, so long and no longer."""

import re
from dataclasses import dataclass

import phonenumbers

from ringback.base.kit.confined import BusyError, Confined, TooLongError
from ringback.doors.hiring.candidates.services.documents import ODT, Upload

_EXTRACTING = Confined("ringback.doors.hiring.candidates.intake.extracting", seconds=10, at_once=2)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def text_of(upload: Upload) -> str:
    """The words of a résumé; "" where they cannot be had: a scan, a broken file, one that takes too long."""
    if upload.media_type == ODT:
        return ""
    try:
        done = _EXTRACTING.run(upload.content, upload.media_type)
    except (BusyError, TooLongError):
        return ""
    return done.stdout.decode(errors="replace").replace("\x00", "").strip() if done.returncode == 0 else ""


@dataclass(frozen=True, slots=True)
class Found:
    """What a résumé says of its writer; "" for what was not found."""

    name: str
    email: str
    phone: str


def facts_of(text: str, country: str) -> Found:
    """Name, address and number as they stand in a résumé: the first of each; the name is its first line of words."""
    email = _EMAIL.search(text)
    phone = next((match.raw_string for match in phonenumbers.PhoneNumberMatcher(text[:5000], country)), "")
    return Found(_name(text), email.group(0) if email else "", phone)


def _name(text: str) -> str:
    for line in text.splitlines()[:10]:
        words = line.strip().split()
        if 2 <= len(words) <= 5 and not any(one.isdigit() or one in "@:/" for one in line):
            return " ".join(words)
    return ""
