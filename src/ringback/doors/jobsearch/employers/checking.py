"""What is typed of employers, their people and posts, as it may be kept."""

from typing import TypeVar

import msgspec
import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.base.kit.zones import all_zones
from ringback.doors.jobsearch.employers.rules import read_time
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords

MOST_TEXT = 8000
_LONG = frozenset({"notes", "advert", "good_feeling"})
_MOST = {"website": 300, "email": 254, "phone": 40, "question": 300}

Words = TypeVar("Words", bound=msgspec.Struct)


def checked_employer(words: EmployerWords, country: str) -> EmployerWords:
    """As it may be kept; `country` reads numbers where the words name none. Raises FieldError."""
    clean = _clean(words)
    if not clean.name:
        raise FieldError("name", _("An employer needs a name."), _("Type what stands on their door."))
    if clean.country and clean.country not in phonenumbers.SUPPORTED_REGIONS:
        raise FieldError("country", _("There is no such country."), _("Choose one from the list."))
    if clean.zone and clean.zone not in all_zones():
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list, as Europe/Berlin."))
    _check_website(clean.website)
    _check_email(clean.email)
    opens, closes = _hours(clean)
    phone = phones.parse(clean.phone, clean.country or country).e164 if clean.phone else ""
    return msgspec.structs.replace(clean, phone=phone, opens=opens, closes=closes)


def checked_contact(words: ContactWords, country: str) -> ContactWords:
    """As it may be kept; `country` is the employer's. Raises FieldError."""
    clean = _clean(words)
    if not clean.name and not clean.title:
        raise FieldError("name", _("Who is it?"), _("Type a name, or the post if you do not know it yet."))
    _check_email(clean.email)
    return msgspec.structs.replace(clean, phone=phones.parse(clean.phone, country).e164 if clean.phone else "")


def checked_candidacy(words: CandidacyWords) -> CandidacyWords:
    """As it may be kept. Raises FieldError."""
    clean = _clean(words)
    if not clean.position:
        raise FieldError("position", _("Which post is it?"), _("Name it as the advert does."))
    return clean


def _clean(words: Words) -> Words:
    fields = {
        name: paragraphs(getattr(words, name), MOST_TEXT)
        if name in _LONG
        else one_line(getattr(words, name), _MOST.get(name, 120))
        for name in words.__struct_fields__
    }
    return msgspec.structs.replace(words, **fields)


def _hours(words: EmployerWords) -> tuple[str, str]:
    """The hours as "09:00"; both or none."""
    if not words.opens and not words.closes:
        return "", ""
    first, last = read_time(words.opens), read_time(words.closes)
    if first is None or last is None:
        raise FieldError(
            "opens", _("This is no time of day."), _("Type both, as 09:00 and 17:30, or leave both empty.")
        )
    if first >= last:
        raise FieldError("closes", _("They close before they open."), _("Put the later time second."))
    return f"{first:%H:%M}", f"{last:%H:%M}"


def _check_website(address: str) -> None:
    try:
        if address:
            URLValidator(schemes=["http", "https"])(address)
    except ValidationError as error:
        raise FieldError("website", _("This is no address of a web page."), _("Begin with https://.")) from error


def _check_email(address: str) -> None:
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise FieldError("email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
