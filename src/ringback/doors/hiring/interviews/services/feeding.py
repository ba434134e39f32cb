"""A member's private calendar address: their interviews for calendars that only read (MISSION H40)."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from ringback.base.accounts.services import Actor, actor_of_member, audit, require_reach
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import NotAllowedError, NotFoundError
from ringback.doors.hiring.interviews import invitations
from ringback.doors.hiring.interviews.invitations import Invitation
from ringback.doors.hiring.interviews.models import CalendarFeed, Interview
from ringback.doors.hiring.interviews.services import lacking
from ringback.doors.hiring.interviews.services.finding import STANDING, interviews_of

SHOWN_BACK = timedelta(days=30)
MOST = 500


def feed_url(actor: Actor) -> str:
    """The address of the actor's own calendar; "" where they have none."""
    token = CalendarFeed.objects.filter(member_id=actor.member_id or 0).values_list("token", flat=True).first()
    return "" if token is None else settings.PUBLIC_URL + reverse("jobs:feed", args=[token])


def renew_feed(actor: Actor) -> None:
    """Give the actor a calendar address; the one they had before is dead."""
    require_reach(actor, "hiring.see")
    if actor.member_id is None:
        raise NotAllowedError("The system has no calendar.")
    fresh = {"token": ids.secret_token(), "made_at": clock.now()}
    CalendarFeed.objects.update_or_create(member_id=actor.member_id, defaults=fresh)
    audit(actor, "interview_calendar.renewed", f"member {actor.member_id}")


def feed(token: str) -> str:
    """The calendar behind an address: what its member leads and may see now. Raises NotFoundError."""
    rows = CalendarFeed.objects.select_related("member__user")
    found = rows.filter(token=token, member__active=True, member__user__is_active=True).first()
    if found is None:
        raise NotFoundError("There is no such calendar.")
    actor = actor_of_member(found.member)
    if not actor.reach("hiring.see"):
        raise NotFoundError("There is no such calendar.")
    mine = interviews_of(actor).filter(interviewers=found.member, application__person__isnull=False)
    kept = (*STANDING, Interview.State.HELD, Interview.State.LATE, Interview.State.NO_SHOW)
    shown = mine.filter(state__in=kept, starts_at__gt=clock.now() - SHOWN_BACK).order_by("starts_at")[:MOST]
    return invitations.published([entry_of(one) for one in shown], "Ringback")


def entry_of(interview: Interview, uid: str = "") -> Invitation:
    """As its interviewer needs it: who comes, where, and the page on the desk. `uid`: in place of the feed's own."""
    assert interview.starts_at is not None
    application = interview.application
    place = interview.online_url or (interview.room.name if interview.room else lacking.said(interview)["address"])
    return Invitation(
        uid=uid or f"interview-{interview.pk}@{settings.PUBLIC_URL.partition('://')[2].partition('/')[0]}",
        sequence=interview.sequence,
        starts_at=interview.starts_at,
        minutes=interview.minutes,
        title=f"{application.name} – {application.opening.title}",
        place=place,
        text=settings.PUBLIC_URL + reverse("hiring:interview", args=[interview.pk]),
        organizer="",
        company="",
        attendee="",
        attendee_name="",
        made_at=interview.confirmed_at or interview.booked_at or interview.created_at,
    )
