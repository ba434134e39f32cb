"""Candidates who ask how it stands: logged, and told to whoever answers them (MISSION H15)."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.lines import paragraphs
from ringback.channels.messages.services import NoticeKind
from ringback.core.promises.services import notify
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.goodbye.models import Reminder
from ringback.doors.hiring.goodbye.services.promising import open_promises

EVERY = timedelta(hours=12)
NOTICE = NoticeKind("candidate_reminded", _("A candidate asks how it stands"), ("who", "post"))


def remind(application: Application, text: str = "") -> bool:
    """The candidate asks by their own page. False, and nothing written, where they did so within twelve hours."""
    with transaction.atomic():
        locked = Application.objects.select_for_update(of=("self",)).select_related("opening").get(pk=application.pk)
        if locked.reminders.filter(at__gt=clock.now() - EVERY, noted_by=None).exists():
            return False
        made = Reminder.objects.create(application=locked, text=paragraphs(text, 500))
        _tell(locked, made)
    return True


def note_reminder(actor: Actor, application_id: int, text: str) -> Reminder:
    """A member notes that the candidate called or wrote to ask."""
    application = application_of(actor, application_id, "hiring.act")
    return Reminder.objects.create(application=application, text=paragraphs(text, 500), noted_by_id=actor.member_id)


def _tell(application: Application, made: Reminder) -> None:
    promise = open_promises([application.pk]).get(application.pk)
    owner_id = (promise.owner_id if promise else None) or application.owner_id or application.opening.owner_id
    notify(
        application.organisation_id,
        [owner_id] if owner_id else [],
        NOTICE.slug,
        {"post": application.opening.title},
        url=reverse("hiring:application", args=[application.pk]),
        key=f"reminder {made.pk}",
        door="hiring",
        person_id=application.person_id,
    )
