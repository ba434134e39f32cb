"""Persons: the list, one person's page, and who may be the same."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from ringback.base.accounts.services import Actor, place_of, require
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.core.people import rules
from ringback.core.people.models import Consent, Merge, Person, PersonEmail, PersonPhone
from ringback.core.people.reads.entries import Entry, shown_address, standing_of
from ringback.core.people.services import subjects

PAGE = 50
MOST_DOUBLES = 5
MOST_LOOKED_AT = 200
MOST_WORDS = 120


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in a list; numbers and addresses as the reader may see them."""

    id: int
    name: str
    phone: str
    email: str
    created_at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Persons:
    """Some persons, newest first, and the key of the page after them ("" when this is the last)."""

    rows: tuple[PersonRow, ...]
    after: str


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """A number of a person, and what is closed on it."""

    id: int
    e164: str
    shown: str
    raw: str
    country: str
    kind: str
    closed: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MailRow:
    """An e-mail address of a person, and what is closed on it."""

    id: int
    shown: str
    closed: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge that can be undone."""

    id: int
    other: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything the slice knows of one person. `ids` are theirs and their doubles', for histories."""

    id: int
    ids: tuple[int, ...]
    name: str
    zone: str
    zone_source: str
    language: str
    created_at: datetime
    phones: tuple[PhoneRow, ...]
    emails: tuple[MailRow, ...]
    consents: tuple[Consent, ...]
    merges: tuple[MergeRow, ...]


def persons(actor: Actor, words: str = "", after: str = "", size: int = PAGE) -> Persons:
    """A page of the organisation's persons, newest first: all, or whose name, number or e-mail address fits `words`."""
    require(actor, "people.see")
    rows = Person.objects.filter(organisation_id=actor.organisation_id, merged_into=None)
    if words.strip():
        rows = rows.filter(_fitting(actor, words.strip()[:MOST_WORDS]))
    if after.isdecimal():
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id").prefetch_related("phones", "emails")[: size + 1])
    more, found = len(found) > size, found[:size]
    return Persons(tuple(_row(actor, one) for one in found), str(found[-1].pk) if more else "")


def _fitting(actor: Actor, words: str) -> Q:
    """Who may not see numbers finds them whole or not at all: they must not be found out digit by digit."""
    clear = actor.may("numbers.see")
    mine = Q(organisation_id=actor.organisation_id)
    if "@" in words:
        address = Q(address__contains=words.lower()) if clear else Q(address=words.lower())
        return Q(id__in=PersonEmail.objects.filter(mine & address).values("person_id"))
    digits = "".join(one for one in words if one.isdigit())
    if digits and not any(one.isalpha() for one in words):
        whole = _number(actor, words)
        number = Q(e164__contains=digits.lstrip("0")) if clear else Q(e164=whole)
        return Q(id__in=PersonPhone.objects.filter(mine & (number | Q(e164=whole))).values("person_id"))
    return Q(name_key__contains=rules.folded(words)) | Q(name__icontains=words)


def _number(actor: Actor, words: str) -> str:
    """The number as E.164, read as typed in the organisation's country; "" where it is none."""
    try:
        return phones.parse(words, place_of(actor.organisation_id)[1]).e164
    except FieldError:
        return ""


def person(actor: Actor, person_id: int) -> PersonPage:
    """One person; for somebody who was merged into another, that one. Raises NotFoundError."""
    require(actor, "people.see")
    row = subjects.found(actor.organisation_id, person_id)
    ids = subjects.family(row.pk)
    numbers = list(PersonPhone.objects.filter(person_id__in=ids).order_by("id"))
    mails = list(PersonEmail.objects.filter(person_id__in=ids).order_by("id"))
    closed = standing_of(actor, [*(one.e164 for one in numbers), *(one.address for one in mails)])
    merges = Merge.objects.filter(kept_id__in=ids, undone_at=None).select_related("other").order_by("-id")
    return PersonPage(
        id=row.pk,
        ids=ids,
        name=row.name,
        zone=row.zone,
        zone_source=str(row.get_zone_source_display()),
        language=row.language,
        created_at=row.created_at,
        phones=tuple(_phone(actor, one, closed.get(one.e164, [])) for one in numbers),
        emails=tuple(
            MailRow(one.pk, shown_address(actor, one.address), tuple(closed.get(one.address, []))) for one in mails
        ),
        consents=tuple(Consent.objects.filter(person_id__in=ids).order_by("-given_at", "-id")),
        merges=tuple(MergeRow(one.pk, one.other.name, one.at) for one in merges),
    )


def _phone(actor: Actor, one: PersonPhone, closed: list[Entry]) -> PhoneRow:
    clear = actor.may("numbers.see")
    return PhoneRow(
        id=one.pk,
        e164=one.e164 if clear else "",
        shown=shown_address(actor, one.e164),
        raw=one.raw if clear else "",
        country=one.country,
        kind=one.kind,
        closed=tuple(closed),
    )


def doubles(actor: Actor, person_id: int) -> list[PersonRow]:
    """Who may be the same person: by name, or by an e-mail address that spells it. At most five; `why` says which."""
    require(actor, "people.see")
    one = subjects.found(actor.organisation_id, person_id)
    emails = list(PersonEmail.objects.filter(person=one).values_list("address", flat=True))
    found = []
    for other in _candidates(one, emails).prefetch_related("phones", "emails")[:MOST_LOOKED_AT]:
        why = rules.likeness(one.name, emails, other.name, [mail.address for mail in other.emails.all()])
        if why is not None:
            found.append(_row(actor, other, why))
    return found[:MOST_DOUBLES]


def _candidates(one: Person, emails: list[str]) -> QuerySet[Person]:
    """Those in whose name or address all the words of this one's stand: few enough to compare one by one."""
    words = [word for word in rules.folded(one.name).split() if len(word) > 1]
    names = Q(pk__in=[])
    if len(words) > 1:
        names |= _all_of("name_key", words) | _all_of("emails__address", words)
    for email in emails[:4]:
        spelled = [word for word in rules.words_of_email(email) if len(word) > 1]
        if len(spelled) > 1:
            names |= _all_of("name_key", spelled)
    rows = Person.objects.filter(names, organisation_id=one.organisation_id, merged_into=None)
    return rows.exclude(pk=one.pk).distinct().order_by("-id")


def _all_of(column: str, words: list[str]) -> Q:
    condition = Q()
    for word in words[:4]:
        condition &= Q(**{f"{column}__contains": word})
    return condition


def _row(actor: Actor, one: Person, why: str = "") -> PersonRow:
    phone, email = next(iter(one.phones.all()), None), next(iter(one.emails.all()), None)
    return PersonRow(
        id=one.pk,
        name=one.name,
        phone=shown_address(actor, phone.e164) if phone else "",
        email=shown_address(actor, email.address) if email else "",
        created_at=one.created_at,
        why=why,
    )
