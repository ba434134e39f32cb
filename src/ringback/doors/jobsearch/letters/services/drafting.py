"""Letters before they go out: drafted from what is known, edited, written anew, discarded (MISSION S4, S7-S9, S30)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.channels.messages.services import checked_address
from ringback.doors.jobsearch.employers.models import Stage, StageChange
from ringback.doors.jobsearch.employers.services import candidacy_of, contact_of, contacts_in_order
from ringback.doors.jobsearch.employers.shown import Shown, ShownContact, shown_candidacy
from ringback.doors.jobsearch.interviews.services import planned_of
from ringback.doors.jobsearch.letters import rules, saying
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.rules import Kind
from ringback.doors.jobsearch.letters.shown import ShownLetter, tongue_of, written
from ringback.doors.jobsearch.letters.words import LetterWords
from ringback.doors.jobsearch.touches.models import Touch, Way
from ringback.doors.jobsearch.touches.services import norms_of, there_of
from ringback.doors.jobsearch.workspaces.services import seeker_words, vault_of, workspace_of

EDITABLE = (Letter.State.DRAFT, Letter.State.FAILED)
_HELD = (Stage.INTERVIEWED, Stage.SECOND)
_SLOT_HOUR = 16
_LINES = {"to_name": 120, "salutation": 120, "position": 120, "name": 120, "phone": 40}


@dataclass(frozen=True, slots=True)
class LetterValues:
    """What the seeker made of a letter. `fields` by the names of `LetterWords`, as far as they are to change.

    `anew`: subject and body are written again from the fields.
    """

    fields: dict[str, str]
    interview_on: date | None = None
    slot_at: datetime | None = None
    important: bool = False
    anew: bool = False


def letter_of(actor: Actor, letter_id: int, *, locked: bool = False) -> ShownLetter:
    """One letter of the actor's own; `locked` until the transaction ends. Raises NotFoundError, NotAllowedError."""
    workspace = workspace_of(actor)
    rows = Letter.objects.select_related(
        "candidacy__employer", "candidacy__search", "candidacy__workspace__organisation", "promise"
    )
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(candidacy__workspace=workspace, pk=letter_id).first()
    if row is None:
        raise NotFoundError(_("There is no such letter."))
    return shown_letter(row)


def shown_letter(row: Letter) -> ShownLetter:
    """Open a letter. Raises SealError."""
    vault = vault_of(row.candidacy.workspace)
    return ShownLetter(row, vault.unpack(LetterWords, row.secret), shown_candidacy(vault, row.candidacy))


def draft(actor: Actor, candidacy_id: int, kind: str, contact_id: int | None = None) -> ShownLetter:
    """A draft from what is known, to that contact or the first whom one asks; one that is there already stays.

    Raises ConflictError where it has ended, FieldError for no kind or a contact who is not there.
    """
    if kind not in Letter.Kind.values:
        raise FieldError("kind", _("There is no such letter."), _("Choose one from the list."))
    with transaction.atomic():
        found = candidacy_of(actor, candidacy_id)
        if found.ended:
            raise ConflictError(_("It has ended: leave them in peace."))
        contact = _addressee(actor, found, Kind(kind), contact_id)
        mine = Letter.objects.select_for_update(of=("self",)).filter(candidacy_id=found.id, kind=kind)
        same = mine.filter(contact=contact.row if contact else None, state=Letter.State.DRAFT).first()
        if same is not None:
            return letter_of(actor, same.pk)
        return _new(found, Kind(kind), contact)


def save_letter(actor: Actor, letter_id: int, version: int, values: LetterValues) -> ShownLetter:
    """Keep what the seeker wrote; what was not sent becomes a draft again. Raises ConflictError, FieldError."""
    with transaction.atomic():
        letter = editable(actor, letter_id, version)
        words = _changed(letter.words, values)
        if values.anew:
            subject, body = written(letter.kind, tongue_of(letter.candidacy, letter.row.language), words)
            words = msgspec.structs.replace(words, subject=subject, body=body)
        letter.row.important, letter.row.state = values.important, Letter.State.DRAFT
        return keep(letter, words)


def discard(actor: Actor, letter_id: int, version: int) -> None:
    """Throw a draft away. Raises ConflictError for what is on its way or was sent."""
    with transaction.atomic():
        editable(actor, letter_id, version).row.delete()


def editable(actor: Actor, letter_id: int, version: int) -> ShownLetter:
    """A locked letter that may still be changed. Raises ConflictError where it was changed since, or is gone out."""
    letter = letter_of(actor, letter_id, locked=True)
    if letter.row.version != version:
        raise ConflictError(_("This letter was changed meanwhile. Look again."))
    if letter.row.state not in EDITABLE:
        raise ConflictError(_("This letter has gone out, or is on its way."))
    return letter


def keep(letter: ShownLetter, words: LetterWords) -> ShownLetter:
    """Write a locked letter's row with these words."""
    row = letter.row
    row.version += 1
    row.secret = vault_of(row.candidacy.workspace).pack(words)
    row.save()
    return ShownLetter(row, words, letter.candidacy)


def _addressee(actor: Actor, found: Shown, kind: Kind, contact_id: int | None) -> ShownContact | None:
    if contact_id is not None:
        contact = contact_of(actor, contact_id)
        if contact.row.employer_id != found.employer.id or contact.row.left_at is not None:
            raise FieldError("contact", _("They are not there any more."), _("Choose somebody from the list."))
        return contact
    asked = contacts_in_order(found.row)
    if kind is Kind.THANK:
        asked.sort(key=lambda one: one.row.rank != "interviewer")
    return next((one for one in asked if one.words.email), asked[0] if asked else None)


def _new(found: Shown, kind: Kind, contact: ShownContact | None) -> ShownLetter:
    workspace = found.row.workspace
    language = _language(found)
    tongue, me, norms = tongue_of(found, language), seeker_words(workspace), norms_of(workspace)
    words = LetterWords(
        to_name=contact.name if contact else "",
        salutation=contact.words.salutation if contact else "",
        to_address=(contact.words.email if contact else "") or found.employer.words.email,
        position=found.words.position,
        strengths=me.strengths,
        benefit=me.benefit,
        question=tongue.words["status_question"] if kind is Kind.STATUS else "",
        name=me.name,
        phone=phones.shown(me.phone) if me.phone else "",
        interview_on=_interview_on(found, tongue.zone) if kind in (Kind.THANK, Kind.STATUS) else "",
        within=str(norms["letter_answer"].most) if kind is Kind.STATUS else "",
        slot_at=_slot_on(found, kind) if kind in (Kind.SLOT, Kind.MEETING) else "",
    )
    subject, body = written(kind, tongue, words)
    words = msgspec.structs.replace(words, subject=subject, body=body)
    row = Letter.objects.create(
        candidacy=found.row,
        contact=contact.row if contact else None,
        kind=kind,
        language=language,
        secret=vault_of(workspace).pack(words),
    )
    return ShownLetter(row, words, found)


def _language(found: Shown) -> str:
    """The language the employer writes in, else the seeker's."""
    wished = found.employer.words.language or found.row.workspace.organisation.language
    return saying.VOCABULARY.tongue("UTC", wished).language


def _interview_on(found: Shown, zone: Any) -> str:
    """The day of the last interview: when one was there, else since when the candidacy stands at it."""
    visits = Touch.objects.filter(candidacy=found.row, way=Way.VISIT, counts=True).order_by("-at")
    steps = StageChange.objects.filter(candidacy=found.row, to_stage__in=_HELD).order_by("-at")
    at = visits.values_list("at", flat=True).first() or steps.values_list("at", flat=True).first()
    return at.astimezone(zone).date().isoformat() if at else ""


def _slot_on(found: Shown, kind: Kind) -> str:
    """A time to begin with: in the afternoon of a working day, the day after tomorrow or later (MISSION S4).

    To meet instead of phoning: the time of the call (S30).
    """
    planned = planned_of(found.row) if kind is Kind.MEETING else None
    if planned is not None and planned[0].at is not None and planned[0].at > clock.now():
        return planned[0].at.isoformat()
    there = there_of(found)
    day = there.on(clock.now().astimezone(there.zone).date() + timedelta(days=2))
    return day.replace(hour=_SLOT_HOUR, minute=0).isoformat()


def _changed(words: LetterWords, values: LetterValues) -> LetterWords:
    given = {name: value for name, value in values.fields.items() if name in _EDITED}
    fresh = {name: one_line(value, _LINES[name]) if name in _LINES else value for name, value in given.items()}
    for name in ("strengths", "benefit", "question"):
        if name in fresh:
            fresh[name] = one_line(fresh[name], rules.MOST_FIELD)
    if "subject" in fresh:
        fresh["subject"] = one_line(fresh["subject"], rules.MOST_SUBJECT)
    if "body" in fresh:
        fresh["body"] = paragraphs(fresh["body"], rules.MOST_BODY)
    if fresh.get("to_address"):
        fresh["to_address"] = checked_address("mail", fresh["to_address"])
    if "within" in fresh and not (fresh["within"].isdecimal() and 0 < int(fresh["within"]) <= 30):
        fresh["within"] = ""
    fresh["interview_on"] = _day(values.interview_on)
    fresh["slot_at"] = _slot(values.slot_at)
    return msgspec.structs.replace(words, **fresh)


_EDITED = frozenset(
    ("to_name", "salutation", "to_address", "subject", "body", "position", "strengths", "benefit", "question")
) | {"name", "phone", "within"}


def _day(day: date | None) -> str:
    if day is not None and abs((day - clock.now().date()).days) > 366:
        raise FieldError("interview_on", _("This is no day of an interview."), _("Choose one within a year."))
    return day.isoformat() if day else ""


def _slot(at: datetime | None) -> str:
    if at is not None and not clock.now() < at < clock.now() + timedelta(days=366):
        raise FieldError("slot_at", _("This is no time to come."), _("Choose one within the next year."))
    return at.isoformat() if at else ""
