"""Taking an application in: who it is, once each, and what they agreed to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, place_of, system_actor
from ringback.base.kit import clock, money, phones
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.base.kit.phones import Phone
from ringback.core.people import services as people
from ringback.doors.hiring.candidates.models import Application, StageMove, State
from ringback.doors.hiring.candidates.services.documents import Upload, add_document
from ringback.doors.hiring.candidates.services.finding import application_of
from ringback.doors.hiring.candidates.services.keeping import KEPT_FOR_OTHERS, agree_to_be_kept
from ringback.doors.hiring.candidates.services.moving import Moved, tell
from ringback.doors.hiring.candidates.services.whose import person_for
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import opening_of, stages_of

PURPOSE = "application"
MOST_MESSAGE = 6000
MOST_RESUME_TEXT = 60_000


@dataclass(frozen=True, slots=True)
class ApplyValues:
    """What comes with an application. `phone` as typed, in the organisation's country unless it says another.

    `consent_version` names the text they agreed to; `address` and `page` say from where, and are kept with it.
    `keep`: the words by which they agreed to be kept for other posts, "" where they did not.
    """

    name: str
    email: str = ""
    phone: str = ""
    source: str = ""
    wanted_pay: Decimal | None = None
    city: str = ""
    zone: str = ""
    language: str = ""
    message: str = ""
    resume_text: str = ""
    key: str | None = None
    consent_version: str = ""
    address: str = ""
    page: str = ""
    uploads: Sequence[Upload] = ()
    keep: str = ""


def apply(opening: Opening, values: ApplyValues) -> Application:
    """Take in what somebody sent from the public page. The same form, or person, again is the same application.

    Raises FieldError for a field that is wrong or missing, ConflictError where the opening is not open any more.
    """
    text = opening.consent_texts.get(values.consent_version, "")
    if not text:
        raise FieldError("consent", _("This is needed to apply."), _("Tick it, if you agree."))
    return _take(opening, system_actor(opening.organisation_id), values, text)


def add_application(actor: Actor, opening_id: int, values: ApplyValues) -> Application:
    """Take in an application that came another way. Raises as `apply`; whoever applied before is found again."""
    opening = opening_of(actor, opening_id, "hiring.act")
    return _take(opening, actor, values, "")


def reconsider(actor: Actor, application_id: int, opening_id: int) -> Application:
    """Consider somebody who is in reserve elsewhere for this opening, too (MISSION H16): with what they had sent, but
    for documents, which stay where they are. Twice is once. Raises ConflictError for who is in no reserve.
    """
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.act", locked=True)
        known = application_of(actor, application_id, "hiring.act")
        if known.state != State.RESERVE or known.person_id is None:
            raise ConflictError(_("They are not in reserve any more."))
        if not people.has_consent(known.person_id, KEPT_FOR_OTHERS):
            raise ConflictError(_("They have not agreed to be kept for other posts. Ask them first."))
        if opening.state == Opening.State.CLOSED:
            raise ConflictError(_("This post is not open any more."))
        here = Application.objects.filter(opening=opening, person_id=known.person_id).first()
        if here is not None:
            return here
        values = ApplyValues(
            name=known.name,
            source=_("Reserve: %(opening)s") % {"opening": known.opening.title},
            wanted_pay=known.wanted_pay,
            city=known.city,
            zone=known.zone,
            language=known.language,
            message=known.message,
            resume_text=known.resume_text,
        )
        phone = phones.parse(known.phone, "ZZ") if known.phone else None
        return _made(opening, actor, values, known.person_id, (known.name, known.email, phone))


def _take(opening: Opening, actor: Actor, values: ApplyValues, agreed: str) -> Application:
    name, email, phone = _checked(opening, values)
    try:
        with transaction.atomic():
            return _write(opening, actor, values, (name, email, phone), agreed)
    except IntegrityError:  # the same form, or the same person, in the same instant
        with transaction.atomic():
            return _write(opening, actor, values, (name, email, phone), agreed)


def _write(
    opening: Opening, actor: Actor, values: ApplyValues, who: tuple[str, str, Phone | None], agreed: str
) -> Application:
    live = Opening.objects.select_for_update().get(pk=opening.pk)  # so that it does not close in the same instant
    if live.state == Opening.State.CLOSED or (agreed and not live.takes_applications):
        raise ConflictError(_("This post is not open any more."))
    name, email, phone = who
    if values.key and (same := Application.objects.filter(opening=live, key=values.key).first()):
        return same
    person = person_for(live.organisation_id, name, email, phone, zone=values.zone, language=values.language)
    if agreed:
        people.record_consent(
            person,
            purpose=PURPOSE,
            text=agreed,
            version=values.consent_version,
            address=values.address,
            page=values.page,
        )
    known = Application.objects.filter(opening=live, person=person).first()
    if known is not None:
        _attach(known, values.uploads)
    found = known or _made(live, actor, values, person.pk, who)
    if agreed and values.keep:
        agree_to_be_kept(found, values.keep, address=values.address, page=values.page)
    return found


def _made(
    opening: Opening, actor: Actor, values: ApplyValues, person_id: int, who: tuple[str, str, Phone | None]
) -> Application:
    name, email, phone = who
    now = clock.now()
    made = Application.objects.create(
        organisation_id=opening.organisation_id,
        opening=opening,
        person_id=person_id,
        stage=stages_of(opening.pk)[0],
        key=values.key,
        name=name,
        email=email,
        phone=phone.e164 if phone else "",
        source=one_line(values.source, 60),
        wanted_pay=values.wanted_pay,
        city=one_line(values.city, 110),
        zone=values.zone,
        language=values.language,
        message=paragraphs(values.message, MOST_MESSAGE),
        resume_text=paragraphs(values.resume_text, MOST_RESUME_TEXT),
        applied_at=now,
        entered_at=now,
    )
    _attach(made, values.uploads)
    coming = StageMove.objects.create(
        application=made, to_stage_id=made.stage_id, to_state=State.ACTIVE, by_id=actor.member_id, at=now
    )
    if actor.member_id is not None:
        audit(actor, "application.added", f"application {made.pk}")
    tell(Moved(made, coming, actor))
    return made


def _attach(application: Application, uploads: Iterable[Upload]) -> None:
    for upload in uploads:
        add_document(application, upload)


def _checked(opening: Opening, values: ApplyValues) -> tuple[str, str, Phone | None]:
    name, email = one_line(values.name, 120), values.email.strip().lower()
    if not name:
        raise FieldError("name", _("We need your name."), _("Type it as you want to be addressed."))
    if not email and not values.phone.strip():
        raise FieldError("email", _("We need a way to answer."), _("Leave an e-mail address or a phone number."))
    try:
        if email:
            validate_email(email)
    except ValidationError as error:
        raise FieldError("email", _("This is no e-mail address."), _("Type it as name@example.org.")) from error
    if values.wanted_pay is not None and not 0 <= values.wanted_pay < money.MOST:
        raise FieldError("wanted_pay", _("This is no pay."), _("Type digits, as 2800."))
    country = place_of(opening.organisation_id)[1]
    return name, email, phones.parse(values.phone.strip(), country) if values.phone.strip() else None


def recently(opening: Opening) -> int:
    """How many applications came in within the last hour."""
    return Application.objects.filter(opening=opening, applied_at__gt=clock.now() - timedelta(hours=1)).count()
