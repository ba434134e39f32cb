"""What a candidate's calendar answers: an acceptance confirms, a decline frees the time and alerts (MISSION H37)."""

import structlog

from ringback.base.kit.errors import ConflictError
from ringback.channels.messages.inbox.services import CalendarReply
from ringback.doors.hiring.candidates.services import contact_of
from ringback.doors.hiring.interviews import services
from ringback.doors.hiring.interviews.models import Interview

log = structlog.get_logger(__name__)


def hear(reply: CalendarReply) -> None:
    """Take an answer over into its interview; nothing for events of others, and for older or foreign answers.

    The uid is a secret that only the invitation holds, so that knowing it is proof enough beside the address.
    """
    answer = reply.answer
    rows = Interview.objects.select_related("application__opening")
    found = rows.filter(organisation_id=reply.organisation_id, uid=answer.uid.partition("@")[0]).first()
    if found is None or answer.method != "REPLY" or answer.sequence != found.sequence:
        return
    if answer.attendee.casefold() != contact_of(found.application).email.casefold():
        return
    try:
        if answer.partstat == "DECLINED":
            services.decline(found.pk, found.sequence, answer.comment)
        elif answer.partstat == "ACCEPTED":
            services.confirm(found.pk, found.sequence, "calendar")
    except ConflictError:
        log.info("an answer to an invitation came too late", interview=found.pk)
