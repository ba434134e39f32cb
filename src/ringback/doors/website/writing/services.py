"""Taking in what a visitor writes: person, consent, message and the promise of an answer, in one transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from ringback.base.accounts.services import who_may
from ringback.base.edge.limits import LimitError
from ringback.base.edge.proof import Proof
from ringback.base.kit import clock, ids, phones
from ringback.base.kit.errors import FieldError, StoppedError
from ringback.base.kit.phones import Phone
from ringback.channels.messages.inbox import services as inbox
from ringback.channels.messages.services import checked_address
from ringback.core.hours import services as hours
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.doors.website import agreements
from ringback.doors.website import rules as website_rules
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.services.requests import spend
from ringback.doors.website.services.sites import known_zone
from ringback.doors.website.writing import rules
from ringback.doors.website.writing.models import WrittenMessage

if TYPE_CHECKING:
    from ringback.core.people.models import Person

KIND = "website.message"
DOOR = "website"


@dataclass(frozen=True, slots=True)
class Letter:
    """What a visitor wrote, read and checked by itself. Either `phone` or `email`; `offers` is the version of the text
    by which they agreed to later offers, "" where they did not. `source`: see WrittenMessage."""

    text: str
    consent_version: str
    phone: Phone | None = None
    email: str = ""
    name: str = ""
    offers: str = ""
    page: str = ""
    referrer: str = ""
    zone: str = ""
    language: str = ""
    address: str = ""
    address_hash: str = ""
    key: str | None = None
    proof: Proof | None = None
    department: str = ""
    view: int | None = None
    source: str = "message"

    @property
    def contact(self) -> str:
        """Where the answer goes."""
        return self.phone.e164 if self.phone else self.email


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor gets: by when somebody answers. `replayed`: the message was taken in before."""

    token: str
    person_id: int | None
    answer_by: datetime
    replayed: bool = False


def contact_of(site: SiteFacts, contact: str) -> tuple[Phone | None, str]:
    """A contact as a number that the site may reach, or as an address. Raises FieldError "contact"."""
    given = contact.strip()
    if not given:
        raise FieldError("contact", "We need to know where to answer.", "Leave a phone number or an e-mail address.")
    try:
        if rules.is_email(given):
            return None, checked_address("mail", given[:320]).lower()
        phone = phones.parse(given, site.country)
        website_rules.check_number(phone, website_rules.countries_called(site.country, site.countries))
        return phone, ""
    except FieldError as error:
        raise FieldError("contact", error.problem, error.mend) from error


def check(site: SiteFacts, letter: Letter) -> None:
    """Everything that needs no database. Raises FieldError, StoppedError."""
    if site.paused or (letter.source == "message" and not site.writing.get("active", True)):
        raise StoppedError("This site takes no messages just now.")
    agreements.agreed(site, agreements.MESSAGE, letter.consent_version)
    if letter.offers:
        agreements.agreed(site, agreements.OFFERS, letter.offers)


def take(site: SiteFacts, letter: Letter) -> Receipt:
    """Write all of it, or find the message that this one repeats (MISSION W24).

    Raises FieldError, StoppedError, LimitError, ConflictError (a proof of work spent before). Two at once with one key:
    the database lets one in, and the other finds it.
    """
    check(site, letter)
    try:
        with transaction.atomic():
            return _take(site, letter)
    except IntegrityError:
        with transaction.atomic():
            return _take(site, letter)


def _take(site: SiteFacts, letter: Letter) -> Receipt:
    if (before := _same(site, letter)) is not None:
        due_at = before.promise.first_due_at if before.promise else before.created_at
        return Receipt(before.token, before.person_id, due_at, replayed=True)
    _check_limits(site, letter)
    if letter.proof is not None:
        spend(letter.proof)
    return _write(site, letter)


def _same(site: SiteFacts, letter: Letter) -> WrittenMessage | None:
    if letter.key is None:
        return None
    found = WrittenMessage.objects.select_related("promise").filter(site_id=site.id, idempotency_key=letter.key).first()
    if found is not None and found.contact != letter.contact:
        raise FieldError(
            "Idempotency-Key", "This key was used for another message.", "Make a new key for each message."
        )
    return found


def _check_limits(site: SiteFacts, letter: Letter) -> None:
    now = clock.now()
    mine = WrittenMessage.objects.filter(organisation_id=site.organisation_id, contact=letter.contact)
    if mine.filter(created_at__gt=now - website_rules.DAY).count() >= site.most_per_number_day:
        raise LimitError("contact", "There have been many messages from this contact today.", 3600)
    here = WrittenMessage.objects.filter(site_id=site.id, created_at__gt=now - website_rules.HOUR)
    website_rules.check_site_limit(here.count(), site.most_per_site_hour)


def _write(site: SiteFacts, letter: Letter) -> Receipt:
    now, zone = clock.now(), known_zone(letter.zone)
    person = _person(site, letter, zone)
    said = agreements.agreed(site, agreements.MESSAGE, letter.consent_version)
    agreements.record(site, person, letter, agreements.MESSAGE, said.text)
    message = WrittenMessage.objects.create(
        organisation_id=site.organisation_id,
        site_id=site.id,
        person=person,
        token=ids.secret_token(),
        idempotency_key=letter.key,
        source=letter.source,
        contact=letter.contact,
        name=letter.name,
        department=letter.department,
        page=letter.page,
        referrer=letter.referrer,
        zone=zone,
        language=letter.language,
        address_hash=letter.address_hash,
        view=letter.view,
        created_at=now,
    )
    promise = _promise(site, message)
    message.promise = promise
    message.save(update_fields=["promise"])
    _deliver(site, letter, message, promise)
    return Receipt(message.token, person.pk, promise.due_at)


def _person(site: SiteFacts, letter: Letter, zone: str) -> "Person":
    if letter.phone is None:
        return people.known_by_email(site.organisation_id, letter.email, name=letter.name)
    return people.known_by_phone(
        site.organisation_id, letter.phone, name=letter.name, zone=zone, language=letter.language
    )


def _promise(site: SiteFacts, message: WrittenMessage) -> promises.Promise:
    """A person answers, within the open hours that the site gives itself; the department's group has it."""
    group_id, calendar_id = site.route(message.department)
    policy = promises.policy_for(site.organisation_id, DOOR, KIND, website_rules.MESSAGE_POLICY)
    draft = promises.Draft(
        organisation_id=site.organisation_id,
        door=DOOR,
        kind=KIND,
        channel="mail" if rules.is_email(message.contact) else "voice",
        subject_id=message.pk,
        person_id=message.person_id,
        due_at=due_at(site, calendar_id, message.created_at),
        automatic=False,
        policy=policy,
        calendar_id=calendar_id,
        content={"zone": message.zone, "place": site.zone},
        group_id=group_id,
    )
    return promises.make(draft)


def due_at(site: SiteFacts, calendar_id: int | None, at: datetime) -> datetime:
    """By when a message written at `at` is to be answered."""
    within = int(site.writing.get("answer_hours") or rules.ANSWER_HOURS)
    opens = hours.permitted(site.organisation_id, calendar_id=calendar_id)
    closes = partial(hours.closes_at, site.organisation_id, calendar_id=calendar_id)
    return rules.answer_by(at, within, opens, closes).replace(microsecond=0) + timedelta(seconds=1)


def _deliver(site: SiteFacts, letter: Letter, message: WrittenMessage, promise: promises.Promise) -> None:
    scopes = [("site", site.id)] + ([("group", promise.group_id)] if promise.group_id else [])
    readers = set(who_may(site.organisation_id, "messages.see"))
    inbox.take_written(
        inbox.Written(
            organisation_id=site.organisation_id,
            person_id=message.person_id or 0,
            promise_id=promise.pk,
            subject=rules.subject_of(letter.text),
            text=letter.text,
            name=letter.name,
            email=letter.email,
            phone=letter.phone.e164 if letter.phone else "",
            at=message.created_at,
        ),
        [one for one in who_may(site.organisation_id, "calls.act", *scopes) if one in readers],
    )
