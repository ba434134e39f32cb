"""Giving marks to a candidate, each with its evidence; or looking at the others' without giving any (MISSION H41)."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotAllowedError
from ringback.base.kit.lines import paragraphs
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.services import opening_of
from ringback.doors.hiring.scoring import rules
from ringback.doors.hiring.scoring.models import CompetenceMark, Sheet
from ringback.doors.hiring.scoring.rules import Given
from ringback.doors.hiring.scoring.services.cards import card_of

INTERVIEW = "hiring.interview"
MOST_REMARK = 4000


def give(actor: Actor, application_id: int, given: Sequence[Given], remark: str = "") -> Sheet:
    """Give one's own marks, in the order of the card; they may be given anew until somebody else has given theirs.

    Raises FieldError naming the mark whose evidence is missing, ConflictError.
    """
    with transaction.atomic():
        application = _mine(actor, application_id)
        # The card stands still while marks are given by it.
        opening_of(actor, application.opening_id, INTERVIEW, locked=True)
        card = card_of(application.opening_id)
        if not card.competences:
            raise ConflictError(_("This opening has no scorecard yet."))
        kept = rules.checked_marks(card.competences, given, card.most)
        sheet = _sheet(actor, application)
        sheet.most, sheet.remark, sheet.changed_at = card.most, paragraphs(remark, MOST_REMARK), clock.now()
        sheet.save()
        sheet.marks.all().delete()
        lines = zip(card.competences, kept, strict=True)
        CompetenceMark.objects.bulk_create(
            CompetenceMark(sheet=sheet, position=number, title=one.title, mark=mine.mark, evidence=mine.evidence)
            for number, (one, mine) in enumerate(lines)
        )
        audit(actor, "candidate.marked", f"application {application_id}")
    return sheet


def look(actor: Actor, application_id: int) -> None:
    """See the others' marks without giving any, for good. Raises ConflictError for whoever leads their interview."""
    with transaction.atomic():
        application = _mine(actor, application_id)
        led = Interview.objects.filter(application=application, interviewers=actor.member_id or 0)
        if led.exclude(state__in=(Interview.State.CANCELLED, Interview.State.DECLINED)).exists():
            raise ConflictError(_("You interview them: give your own marks first."))
        if not Sheet.objects.filter(application=application, member_id=actor.member_id or 0).exists():
            Sheet.objects.create(application=application, member_id=actor.member_id, looked=True)
            audit(actor, "marks.looked_at", f"application {application_id}")


def _mine(actor: Actor, application_id: int) -> Application:
    application = application_of(actor, application_id, INTERVIEW, locked=True)
    if actor.member_id is None:
        raise NotAllowedError(_("Marks are a member's to give."))
    if application.person_id is None:
        raise ConflictError(_("They were erased: there is nobody to mark any more."))
    return application


def _sheet(actor: Actor, application: Application) -> Sheet:
    found = Sheet.objects.filter(application=application, member_id=actor.member_id or 0).first()
    if found is None:
        return Sheet(application=application, member_id=actor.member_id)
    if found.looked:
        raise ConflictError(_("You have seen the others' marks without giving yours: they would not be your own."))
    if Sheet.objects.filter(application=application, looked=False).exclude(pk=found.pk).exists():
        raise ConflictError(_("Others have given theirs since: yours stay as they are."))
    return found
