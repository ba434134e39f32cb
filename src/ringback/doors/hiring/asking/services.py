"""Asking candidates how they were treated, and taking their word, once."""

from django.db import transaction
from django.utils import timezone

from ringback.base.database import blind
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.asking import rules
from ringback.doors.hiring.asking.models import Treatment
from ringback.doors.hiring.candidates.models import Application

MOST_TEXT = 300
USE = "hiring treatment"


def keys_of(application_ids: list[int]) -> list[str]:
    """By what the words of these applications are found, whichever key of the installation they were hashed with."""
    return [key for number in application_ids for key in blind.digests(f"application {number}", USE)]


def is_asked(application: Application) -> bool:
    """Whether the candidate is asked now: they have their answer, and have not said yet."""
    return application.answered_at is not None and not has_said(application)


def has_said(application: Application) -> bool:
    """Whether the candidate has said how they were treated."""
    return Treatment.objects.filter(key__in=keys_of([application.pk])).exists()


def say(application: Application, mark: str, text: str) -> None:
    """Take the candidate's word. Raises FieldError without a mark, ConflictError where they are not asked."""
    if mark not in [str(one) for one in rules.MARKS]:
        raise FieldError("mark", "There is no mark.", "Choose one from 1 to 5.")
    with transaction.atomic():
        Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
        if not is_asked(application):
            raise ConflictError("This was said already, or there is no answer yet.")
        Treatment.objects.create(
            opening_id=application.opening_id,
            stage_id=application.stage_id,
            month=timezone.localtime(clock.now()).date().replace(day=1),
            mark=int(mark),
            text=one_line(text, MOST_TEXT),
            key=blind.digest(f"application {application.pk}", USE),
        )
