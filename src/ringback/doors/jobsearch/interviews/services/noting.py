"""Noting an interview, from which the promises follow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.jobsearch.advice.norms import signs
from ringback.doors.jobsearch.employers.models import Candidacy, Rank, Stage
from ringback.doors.jobsearch.employers.services import (
    ContactValues,
    candidacy_of,
    contact_of,
    keep_question,
    move,
    save_contact,
)
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.employers.words import ContactWords
from ringback.doors.jobsearch.interviews.models import Agreed, Interview, Met
from ringback.doors.jobsearch.interviews.rules import Feeling, feeling
from ringback.doors.jobsearch.interviews.services.agreeing import Agreement, agree
from ringback.doors.jobsearch.interviews.services.planning import close_planned, planned_of
from ringback.doors.jobsearch.interviews.words import InterviewWords
from ringback.doors.jobsearch.touches import dates
from ringback.doors.jobsearch.touches.kinds import THANK
from ringback.doors.jobsearch.touches.services import Because, norms_of, plan_second_contact, promise_step
from ringback.doors.jobsearch.workspaces.services import vault_of

_LONGEST_AGO = timedelta(days=60)
_MOST_MET = 12
_BEFORE = (Stage.FOUND, Stage.APPLIED, Stage.INVITED, Stage.ASLEEP)


@dataclass(frozen=True, slots=True)
class AfterValues:
    """What is noted after an interview (MISSION S2, S24): who led it, `new` somebody not in the book yet.

    `phone` and `email` are those that were named for who answers; they go into the book.
    """

    ended_at: datetime
    met_ids: Sequence[int] = ()
    new: ContactWords = field(default_factory=ContactWords)
    agreement: Agreement = field(default_factory=Agreement)
    phone: str = ""
    email: str = ""
    signs: Sequence[str] = ()
    question: str = ""
    agreed: str = ""
    notes: str = ""


def after_interview(actor: Actor, candidacy_id: int, values: AfterValues) -> Interview:
    """Note an interview, and promise what follows: thanks to each who led it, their answer, the next contact.

    Raises FieldError, ConflictError for one that is noted or a candidacy that has ended, NotFoundError.
    """
    found = candidacy_of(actor, candidacy_id)
    _check(found, values)
    with transaction.atomic():
        met = _met(actor, found, values)
        agreement = _named(actor, values, met)
        interview = _written(found, values)
        Met.objects.bulk_create(Met(interview=interview, contact_id=one) for one in met)
        if values.question.strip():
            keep_question(actor, candidacy_id, one_line(values.question, 300))
        close_planned(found.row, values.ended_at)
        _move_on(actor, found, agreement.what)
        found = candidacy_of(actor, candidacy_id)
        _thank(found, interview, met)
        own_call_at = agree(actor, found, agreement, values.ended_at)
        Interview.objects.filter(pk=interview.pk).update(
            agreed=agreement.what, agreed_at=agreement.at, agreed_who=agreement.who_id, own_call_at=own_call_at
        )
        planned = planned_of(found.row)
        plan_second_contact(found, planned[0].at if planned and planned[0].at else values.ended_at)
    interview.refresh_from_db()
    return interview


def interviews_of(candidacy: Candidacy) -> list[tuple[Interview, InterviewWords]]:
    """Every interview with its words, the newest first."""
    vault = vault_of(candidacy.workspace)
    rows = Interview.objects.filter(candidacy=candidacy).order_by("-ended_at", "-id")
    return [(row, vault.unpack(InterviewWords, row.secret)) for row in rows]


def last_interview(candidacy: Candidacy) -> Interview | None:
    """The newest (MISSION S9, S17: its date is named in letters and calls)."""
    return Interview.objects.filter(candidacy=candidacy).order_by("-ended_at", "-id").first()


def felt_good(candidacy: Candidacy) -> bool:
    """Whether the signs of the last interview are good ones, taken together (MISSION S22, S24)."""
    last = next(iter(interviews_of(candidacy)), None)
    return last is not None and feeling(last[1].signs, signs()) is Feeling.GOOD


def _check(found: Shown, values: AfterValues) -> None:
    now = clock.now()
    if found.row.ended_at is not None:
        raise ConflictError(_("This has ended. Move it back first if it goes on."))
    if not now - _LONGEST_AGO < values.ended_at <= now:
        raise FieldError("ended_at", _("This is no time that has been."), _("Say when it ended, within two months."))
    if Interview.objects.filter(candidacy=found.row, ended_at=values.ended_at).exists():
        raise ConflictError(_("This interview is noted already."))
    if len(values.met_ids) > _MOST_MET:
        raise FieldError("met", _("These are too many."), _("Choose up to twelve."))


def _met(actor: Actor, found: Shown, values: AfterValues) -> list[int]:
    """The ids of all who led it, somebody new put into the book."""
    met = [contact_of(actor, one).id for one in dict.fromkeys(values.met_ids)]
    if values.new.name.strip():
        said = ContactValues(values.new, found.employer.id, Rank.INTERVIEWER)
        met.append(save_contact(actor, None, said).pk)
    return met


def _named(actor: Actor, values: AfterValues, met: Sequence[int]) -> Agreement:
    """The agreement with who answers: the one chosen, else the only one met; their number and address are kept."""
    agreement = values.agreement
    who_id = agreement.who_id or (met[0] if len(met) == 1 else None)
    if who_id is None:
        return agreement
    known = contact_of(actor, who_id)
    said = {name: text for name, text in (("phone", values.phone), ("email", values.email)) if text.strip()}
    if said:
        words = msgspec.structs.replace(known.words, **said)
        row = known.row
        save_contact(actor, who_id, ContactValues(words, row.employer_id, row.rank, row.position))
    return Agreement(agreement.what, agreement.at, who_id, agreement.own_hour)


def _written(found: Shown, values: AfterValues) -> Interview:
    known = signs()
    words = InterviewWords(
        tuple(one for one in known if one in values.signs), one_line(values.agreed, 500), paragraphs(values.notes, 4000)
    )
    secret = vault_of(found.row.workspace).pack(words)
    return Interview.objects.create(candidacy=found.row, ended_at=values.ended_at, secret=secret)


def _move_on(actor: Actor, found: Shown, agreed: str) -> None:
    """Interviewed; and at the second interview once it was held, or is agreed."""
    row = found.row
    if agreed in (Agreed.MEETING, Agreed.BY_PHONE) and row.stage in (*_BEFORE, Stage.INTERVIEWED):
        move(actor, row.pk, row.version, Stage.SECOND)
        return
    if row.stage in _BEFORE:
        move(actor, row.pk, row.version, Stage.INTERVIEWED)
    elif row.stage == Stage.INTERVIEWED and Interview.objects.filter(candidacy=row).count() > 1:
        move(actor, row.pk, row.version, Stage.SECOND)


def _thank(found: Shown, interview: Interview, met: Sequence[int]) -> None:
    """A letter of thanks to each who led it; to the employer where nobody is known (MISSION S7)."""
    norm = norms_of(found.row.workspace)["thanks"]
    due = dates.thanks_due(interview.ended_at, norm.least, norm.most)
    whom: Sequence[int | None] = met or (None,)
    for contact_id in whom:
        key = f"{THANK} {interview.pk} {contact_id or 0}"
        because = Because("thanks", contact_id, key, {"interview": interview.pk})
        promise_step(found.row, THANK, due, because, channel="mail")
