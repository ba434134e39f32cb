"""Making and changing openings: what a person says of one, checked."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, country_choices, member_names, require, zone_choices
from ringback.base.kit import money
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.hiring.openings import rules
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.rules import Complaint
from ringback.doors.hiring.openings.services.finding import opening_of
from ringback.doors.hiring.openings.services.stages import first_stages
from ringback.doors.hiring.openings.spoken import SPOKEN

MOST_TEXT = 8000
KEPT_CONSENTS = 12
_LINES = {"title": 120, "place": 120, "contact_name": 120, "contact_phone": 40, "company": 120}
_TEXTS = ("duties", "benefits", "promotion", "superior", "interview_address", "route", "consent_text")


@dataclass(frozen=True, slots=True)
class OpeningValues:
    """What a person says of an opening: see the model. Pay is what is paid in `currency` each `pay_period`."""

    title: str
    level: str = Opening.Level.SPECIALIST
    owner_id: int | None = None
    pay_from: Decimal | None = None
    pay_to: Decimal | None = None
    currency: str = money.USUAL
    pay_period: str = Opening.PayPeriod.MONTH
    duties: str = ""
    requirements: Sequence[str] = ()
    benefits: str = ""
    promotion: str = ""
    superior: str = ""
    place: str = ""
    country: str = ""
    remote: str = Opening.Remote.NO
    zone: str = "Europe/Berlin"
    interview_address: str = ""
    route: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    company: str = ""
    website: str = ""
    language: str = "en"
    consent_text: str = ""
    closing_at: datetime | None = None


def save_opening(actor: Actor, opening_id: int | None, values: OpeningValues) -> Opening:
    """Make an opening, a draft with the usual stages, or change `opening_id`.

    Raises FieldError naming the field and its mend, NotFoundError, NotAllowedError.
    """
    require(actor, "hiring.edit", *(() if opening_id is None else (("opening", opening_id),)))
    fields = _checked(actor, values)
    with transaction.atomic():
        if opening_id is None:
            opening = Opening(organisation_id=actor.organisation_id)
        else:
            opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        changed = sorted(name for name, value in fields.items() if getattr(opening, name) != value)
        for name, value in fields.items():
            setattr(opening, name, value)
        _keep_consent(opening)
        opening.save()
        if opening_id is None:
            first_stages(opening)
        audit(actor, "opening.changed" if opening_id else "opening.made", f"opening {opening.pk}", fields=changed)
    return opening


def complaints_of(opening: Opening) -> list[Complaint]:
    """What is vague or missing in an opening (MISSION H27)."""
    return rules.complaints(rules.Text(opening.duties, list(opening.requirements), opening.pay_from, opening.pay_to))


def _checked(actor: Actor, values: OpeningValues) -> dict[str, Any]:
    fields = asdict(values)
    for name, most in _LINES.items():
        fields[name] = one_line(fields[name], most)
    for name in _TEXTS:
        fields[name] = paragraphs(fields[name], MOST_TEXT)
    fields["requirements"] = [line for one in values.requirements if (line := one_line(one, 300))]
    if not fields["title"]:
        raise FieldError("title", _("An opening needs a title."), _("Name the post as candidates would."))
    if len(fields["requirements"]) > rules.MOST_REQUIREMENTS:
        raise FieldError("requirements", _("There are too many requirements."), _("Keep to what decides: at most 30."))
    _check_choices(actor, fields)
    _check_pay(values)
    _check_addresses(fields)
    return fields


def _check_choices(actor: Actor, fields: dict[str, Any]) -> None:
    known: dict[str, Any] = {
        "level": Opening.Level.values,
        "remote": Opening.Remote.values,
        "pay_period": Opening.PayPeriod.values,
        "country": {"", *(code for code, _name in country_choices())},
        "zone": {zone for zone, _label in zone_choices()},
        "language": dict(SPOKEN),
        "owner_id": {None, *member_names(actor.organisation_id, gone_too=True)},
    }
    for name, values in known.items():
        if fields[name] not in values:
            raise FieldError(name, _("This is none of the choices."), _("Choose one from the list."))
    money.currency(fields["currency"])


def _check_pay(values: OpeningValues) -> None:
    for name, pay in (("pay_from", values.pay_from), ("pay_to", values.pay_to)):
        if pay is not None and not 0 <= pay < money.MOST:
            raise FieldError(name, _("This is no pay."), _("Type digits, as 2800 or 18.50."))
    if values.pay_from is not None and values.pay_to is not None and values.pay_from > values.pay_to:
        raise FieldError("pay_to", _("The range ends before it begins."), _("Put the lower pay first."))


def _check_addresses(fields: dict[str, Any]) -> None:
    try:
        if fields["website"]:
            URLValidator(schemes=["http", "https"])(fields["website"])
    except ValidationError as error:
        raise FieldError("website", _("This is no address of a web page."), _("Begin with https://.")) from error
    try:
        if fields["contact_email"]:
            validate_email(fields["contact_email"])
    except ValidationError as error:
        raise FieldError("contact_email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error


def _keep_consent(opening: Opening) -> None:
    """A page may have been open for a while: the last texts stay, by version."""
    if not opening.consent_text:
        opening.consent_version = ""
        return
    opening.consent_version = sha256(opening.consent_text.encode()).hexdigest()[:12]
    kept = {**opening.consent_texts, opening.consent_version: opening.consent_text}
    opening.consent_texts = dict(list(kept.items())[-KEPT_CONSENTS:])
