"""Bringing one member's calendar in line with an interview: written, moved or taken away, however often it is tried."""

from ringback.base.kit import clock
from ringback.base.outgoing.caldav.errors import AwayError, ChangedError
from ringback.core.hours import services as hours
from ringback.core.hours.services import Receiving
from ringback.doors.hiring.interviews import invitations
from ringback.doors.hiring.interviews.caldav.models import CalendarCopy
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.interviews.services import STANDING, calendar_uid, entry_of

_TURNS = 4
_SHOWN = (*STANDING, Interview.State.HELD, Interview.State.LATE, Interview.State.NO_SHOW)


def bring(interview_id: int, account_id: int) -> None:
    """Make the account's calendar say what the interview is now, outside of any transaction. Raises CalDavError.

    What the member changed in the entry since we wrote it is written over: the house's time counts. Whoever
    comes late with an older state finds that the tag is another, and looks again.
    """
    for _turn in range(_TURNS):
        try:
            if _is_brought(interview_id, account_id):
                return
        except ChangedError:
            _learn(interview_id, account_id)
    raise AwayError("The entry changes all the time.")


def _is_brought(interview_id: int, account_id: int) -> bool:
    into = hours.receiving(account_id)
    if into is None:
        return True
    copy = CalendarCopy.objects.filter(interview_id=interview_id, account_id=account_id).first()
    found = _wanted(interview_id, into)
    if copy is not None and (found is None or not copy.url.startswith(into.url)):
        into.server.remove(copy.url, copy.etag)
        copy.delete()
        copy = None
    if found is None:
        return True
    assert found.starts_at is not None
    uid = copy.uid if copy is not None else calendar_uid(found.uid)
    url = copy.url if copy is not None else f"{into.url}{found.uid}.ics"
    text = invitations.stored(entry_of(found, uid))
    etag = into.server.put(url, text, copy.etag or None if copy is not None else None)
    if not etag:
        there = into.server.entry(url)
        etag = there.etag if there is not None else ""
    written = {"url": url, "uid": uid, "etag": etag[:300], "sequence": found.sequence, "starts_at": found.starts_at}
    written |= {"written_at": clock.now(), "gone_at": None}
    CalendarCopy.objects.update_or_create(interview_id=interview_id, account_id=account_id, defaults=written)
    return _is_still(found, into)


def _wanted(interview_id: int, into: Receiving) -> Interview | None:
    """The interview, if it belongs into this calendar."""
    rows = Interview.objects.select_related("application__opening", "room").filter(
        pk=interview_id,
        organisation_id=into.organisation_id,
        interviewers=into.member_id,
        state__in=_SHOWN,
        starts_at__isnull=False,
        application__person__isnull=False,
    )
    return rows.first() if into.url else None


def _is_still(written: Interview, into: Receiving) -> bool:
    """Whether it has not changed while it was written."""
    now = _wanted(written.pk, into)
    return now is not None and now.sequence == written.sequence


def _learn(interview_id: int, account_id: int) -> None:
    """Take over the tag of what is there now, so that the next turn writes over it, or anew where it is gone."""
    into = hours.receiving(account_id)
    copy = CalendarCopy.objects.filter(interview_id=interview_id, account_id=account_id).first()
    if into is None:
        return
    if copy is not None:
        there = into.server.entry(copy.url)
        CalendarCopy.objects.filter(pk=copy.pk).update(etag=there.etag[:300] if there is not None else "")
        return
    found = _wanted(interview_id, into)
    there = into.server.entry(f"{into.url}{found.uid}.ics") if found is not None else None
    if found is not None and there is not None:  # an earlier try whose answer was lost
        assert found.starts_at is not None
        known = {
            "url": there.url,
            "uid": calendar_uid(found.uid),
            "etag": there.etag[:300],
            "sequence": -1,
            "starts_at": found.starts_at,
        }
        CalendarCopy.objects.get_or_create(interview_id=interview_id, account_id=account_id, defaults=known)
