"""Interviews within somebody's reach, and the one behind a candidate's link."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, require, require_reach, who_may
from ringback.base.edge.signed_links import SignedLinks
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.interviews.models import Interview

STANDING = (Interview.State.BOOKED, Interview.State.CONFIRMED)
OPEN = (Interview.State.OFFERED, *STANDING)
LINK_DAYS = 30
_links = SignedLinks("interview")
_AROUND = ("application__opening", "stage", "room")


def interviews_of(actor: Actor) -> QuerySet[Interview]:
    """All interviews within the actor's reach. Raises NotAllowedError without any."""
    reach = require_reach(actor, "hiring.see")
    found = Interview.objects.filter(organisation_id=actor.organisation_id).select_related(*_AROUND)
    return found if reach.everywhere else found.filter(application__opening_id__in=reach.ids("opening"))


def interview_of(actor: Actor, interview_id: int, permission: str = "hiring.see") -> Interview:
    """One interview. Raises NotFoundError, or NotAllowedError when out of reach."""
    rows = Interview.objects.filter(organisation_id=actor.organisation_id, id=interview_id)
    found = rows.select_related(*_AROUND).first()
    if found is None:
        raise NotFoundError(_("There is no such interview."))
    require(actor, permission, ("opening", found.application.opening_id))
    return found


def locked(interview_id: int) -> Interview:
    """The interview as it stands, until the caller's transaction ends."""
    return Interview.objects.select_for_update(of=("self",)).select_related(*_AROUND).get(pk=interview_id)


def by_link(text: str) -> Interview:
    """The interview behind a candidate's link. Raises NotFoundError, alike for every kind of wrong link."""
    rows = Interview.objects.select_related(*_AROUND).filter(application__person__isnull=False)
    found = rows.filter(pk=_links.number_in(text) or 0).first()
    if found is None or not _links.is_good(text, found.token, clock.now()):
        raise NotFoundError("There is no such interview.")
    return found


def link_to(interview: Interview) -> str:
    """The last part of the address that the candidate gets."""
    until = interview.starts_at or interview.choose_until_at or interview.created_at
    return _links.write(interview.pk, interview.token, until + timedelta(days=LINK_DAYS))


def ends_at(interview: Interview) -> datetime:
    """When it ends. Only for one that has a time."""
    assert interview.starts_at is not None
    return interview.starts_at + timedelta(minutes=interview.minutes)


def answers_for(application: Application) -> list[int]:
    """Which members answer for the candidate: whoever looks after them, the opening's recruiter, else all who may."""
    owner = application.owner_id or application.opening.owner_id
    able = who_may(application.organisation_id, "hiring.act", ("opening", application.opening_id))
    return [owner] if owner in able and owner is not None else able


def interviewer_ids(interview: Interview) -> list[int]:
    """Who leads it, by id."""
    return sorted(interview.interviewers.values_list("id", flat=True))


def concerned(interview: Interview, but: Iterable[int | None] = ()) -> list[int]:
    """Whom a change concerns: who answers for the candidate and who leads the interview, without `but`."""
    return sorted({*answers_for(interview.application), *interviewer_ids(interview)} - {*but})
