"""What interviews register: who keeps their promises, what is said of them, and where they show."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.inbox.services import on_calendar_reply
from ringback.channels.messages.services import NoticeKind, declare, declare_notice
from ringback.core.promises.services import every_night, keeps
from ringback.doors.hiring import panels, tabs
from ringback.doors.hiring.candidates.models import State
from ringback.doors.hiring.candidates.services import Moved, when_moved
from ringback.doors.hiring.interviews import hearing, personal_data, services, views
from ringback.doors.hiring.interviews.keep import (
    AskingHandler,
    ConfirmingHandler,
    LookingHandler,
    RemindingHandler,
)
from ringback.doors.hiring.interviews.services import OPEN, planning, telling

_FIELDS = ("who", "job", "starts_at")
_ENDED = (State.REFUSED, State.WITHDRAWN)


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    personal_data.register()
    keeps(planning.CONFIRM, ConfirmingHandler(), _("Calls to confirm an interview"))
    keeps(planning.REMIND, RemindingHandler(), _("Reminders of interviews"))
    keeps(planning.ASK, AskingHandler(), _("Questions how an interview went"))
    keeps(planning.LOOK, LookingHandler(), _("Looks at the weather of interviews"))
    for kind in telling.KINDS:
        declare(kind)
    declare_notice(NoticeKind("interview_booked", _("An interview is booked"), _FIELDS))
    declare_notice(NoticeKind("interview_moved", _("An interview has moved"), _FIELDS))
    declare_notice(NoticeKind("interview_declined", _("A candidate does not come"), (*_FIELDS, "why"), urgent=True))
    declare_notice(NoticeKind("interview_off", _("An interview is called off"), (*_FIELDS, "why")))
    declare_notice(NoticeKind("interview_asked", _("Did the candidate come?"), _FIELDS))
    declare_notice(NoticeKind("interview_rain", _("Heavy rain on the day of an interview"), (*_FIELDS, "rain")))
    on_calendar_reply("interviews", hearing.hear)
    when_moved(_off_with_the_application)
    every_night("interviews", personal_data.sweep_taken)
    every_night("interviews-said", personal_data.sweep_said)
    panels.register(panels.Panel("interviews", 20, views.panel))
    tabs.register(tabs.Tab("interviews", _("Interviews"), "hiring:interviews", 20, group=tabs.Group.INTERVIEWS))


def _off_with_the_application(moved: Moved) -> None:
    """Whoever is refused or has withdrawn is expected no more."""
    if moved.application.state in _ENDED:
        for found in moved.application.interviews.filter(state__in=OPEN):
            services.call_off(moved.actor, found.pk)
