"""What interviews in members' own calendars register."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import NoticeKind, declare_notice
from ringback.core.hours.services import writes_to_calendars
from ringback.core.promises.services import every_night, keeps
from ringback.doors.hiring.interviews.caldav import coming_back, planning
from ringback.doors.hiring.interviews.caldav.keep import WritingHandler
from ringback.doors.hiring.interviews.services import when_changed

_FIELDS = ("who", "member", "job", "starts_at")


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    keeps(planning.WRITE, WritingHandler(), _("Interviews written into calendars"))
    when_changed(planning.changed)
    writes_to_calendars("interviews", coming_back.Interviews())
    every_night("calendar copies", coming_back.sweep_copies)
    wished = (*_FIELDS, "wished_at")
    declare_notice(
        NoticeKind("interview_wished", _("An interviewer would rather have another time"), wished, urgent=True)
    )
    removed = _("An interviewer took an interview out of their calendar")
    declare_notice(NoticeKind("interview_removed", removed, _FIELDS, urgent=True))
