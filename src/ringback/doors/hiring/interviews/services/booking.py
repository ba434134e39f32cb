"""Offering, booking, moving, confirming and calling off interviews: each in one transaction with all that follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, who_may
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.interviews import rules
from ringback.doors.hiring.interviews.models import Interview, Room
from ringback.doors.hiring.interviews.services import changes, deciding, planning, taking, telling
from ringback.doors.hiring.interviews.services.finding import (
    OPEN,
    STANDING,
    concerned,
    interview_of,
    interviewer_ids,
    locked,
)

MOST_WHY = 500
FARTHEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class InterviewValues:
    """What a person says of an interview to be. An `online_url` takes the place of coming; empty texts: the opening's.

    `days`: how many days ahead a candidate may choose from.
    """

    interviewer_ids: Sequence[int]
    room_id: int | None = None
    minutes: int = rules.USUAL_MINUTES
    online_url: str = ""
    address: str = ""
    route: str = ""
    days: int = 14


def offer_times(actor: Actor, application_id: int, values: InterviewValues) -> Interview:
    """Let the candidate choose from the free times; the mail with the link goes out.

    Raises FieldError, LackingError naming what the mail lacks, ConflictError for who is not under way.
    """
    with transaction.atomic():
        made = _new(actor, application_id, values)
        made.choose_until_at = clock.now() + timedelta(days=values.days)
        made.save(update_fields=["choose_until_at"])
        telling.offer(made)
        audit(actor, "interview.offered", f"interview {made.pk}")
    return made


def book(actor: Actor, application_id: int, values: InterviewValues, at: datetime) -> Interview:
    """Book an interview at `at`: the invitation goes out. Raises as `offer_times`, and TakenError."""
    with transaction.atomic():
        taking.stand_in_line(actor.organisation_id)
        made = _new(actor, application_id, values)
        _put(made, at)
        telling.notify(made, "interview_booked", concerned(made, [actor.member_id]))
        audit(actor, "interview.booked", f"interview {made.pk}")
    return made


def times_for(interview: Interview) -> list[datetime]:
    """The free times it can be put to."""
    ahead = clock.now() + timedelta(days=rules.DAYS[-1])
    until = ahead
    if interview.state == Interview.State.OFFERED and interview.choose_until_at is not None:
        until = min(ahead, interview.choose_until_at)
    return taking.free_times(taking.wanted_by(interview, interviewer_ids(interview)), until)


def choose(interview_id: int, sequence: int, at: datetime) -> Interview:
    """The candidate books or moves to `at`, one of the free times (MISSION H37).

    Raises TakenError with what is left, ConflictError where it was changed since `sequence`, too often, or is over.
    """
    with transaction.atomic():
        live = _standing(interview_id, sequence, OPEN)
        if live.sequence >= rules.MOST_CHANGES:
            raise ConflictError(_("This has been moved too often."))
        times = times_for(live)
        if at not in times:
            raise taking.TakenError(times)
        moved = live.state != Interview.State.OFFERED
        _put(live, at)
        telling.notify(live, "interview_moved" if moved else "interview_booked")
    return live


def move(actor: Actor, interview_id: int, sequence: int, at: datetime) -> Interview:
    """Put an interview to another time: the invitation goes out anew, and it moves in the candidate's calendar.

    Raises as `choose`; a time outside of working hours is the recruiter's own to choose.
    """
    found = interview_of(actor, interview_id, "hiring.act")
    with transaction.atomic():
        live = _standing(found.pk, sequence, OPEN)
        _put(live, at)
        telling.notify(live, "interview_moved", concerned(live, [actor.member_id]))
        audit(actor, "interview.moved", f"interview {live.pk}")
    return live


def confirm(interview_id: int, sequence: int, how: str) -> Interview:
    """The candidate says that they come; nobody need call them. Twice is once. `how`: "link", "calendar", "call"."""
    with transaction.atomic():
        live = _standing(interview_id, sequence, STANDING)
        if live.state == Interview.State.CONFIRMED:
            return live
        live.state, live.confirmed_at = Interview.State.CONFIRMED, clock.now()
        live.save(update_fields=["state", "confirmed_at"])
        if how != "call":
            planning.called(live, how)
    return live


def decline(interview_id: int, sequence: int, why: str = "") -> Interview:
    """The candidate does not come: their time is free, and whoever answers for them hears of it."""
    with transaction.atomic():
        live = _standing(interview_id, sequence, OPEN)
        _end(live, Interview.State.DECLINED, why)
        telling.notify(live, "interview_declined", why=live.why)
    return live


def call_off(actor: Actor, interview_id: int, why: str = "") -> Interview:
    """We call it off: the candidate is told, and it vanishes from their calendar. Raises ConflictError when over."""
    found = interview_of(actor, interview_id, "hiring.act")
    with transaction.atomic():
        live = _standing(found.pk, None, OPEN)
        told = live.starts_at is not None
        _end(live, Interview.State.CANCELLED, why)
        if told:
            telling.call_off(live, live.why)
        telling.notify(live, "interview_off", concerned(live, [actor.member_id]), why=live.why)
        audit(actor, "interview.called_off", f"interview {live.pk}")
    return live


def mark(actor: Actor, interview_id: int, state: str, reason: str = "") -> Interview:
    """Say how it went: "held", "late" or "no_show", the last with one of the reasons (MISSION H23, H24).

    Who had called off or declined is no no-show: ConflictError. Raises FieldError without a reason.
    """
    found = interview_of(actor, interview_id, "hiring.interview")
    over = (Interview.State.HELD, Interview.State.LATE, Interview.State.NO_SHOW)
    if state not in over:
        raise FieldError("state", _("This is none of the choices."), _("Reload the page."))
    missed = state == Interview.State.NO_SHOW
    if missed and reason not in Interview.NoShow.values:
        raise FieldError("reason", _("A no-show has a reason."), _("Choose the one that fits best, or ask them."))
    with transaction.atomic():
        live = _standing(found.pk, None, (*STANDING, *over))
        if live.starts_at is None or live.starts_at > clock.now():
            raise ConflictError(_("It has not begun yet."))
        live.state, live.reason, live.ended_at = state, reason if missed else "", clock.now()
        live.save(update_fields=["state", "reason", "ended_at"])
        planning.unplan(live, "It is over.")
        audit(actor, "interview.marked", f"interview {live.pk}", state=state)
    return live


def _new(actor: Actor, application_id: int, values: InterviewValues) -> Interview:
    application = application_of(actor, application_id, "hiring.act", locked=True)
    if application.state != State.ACTIVE or application.person_id is None:
        raise ConflictError(_("Only active candidates are invited. Make the application active again first."))
    _check(application, values)
    made = Interview.objects.create(
        organisation_id=actor.organisation_id,
        application=application,
        stage_id=application.stage_id,
        room_id=values.room_id,
        minutes=values.minutes,
        online_url=values.online_url.strip(),
        address=paragraphs(values.address, 500),
        route=paragraphs(values.route, 1000),
        created_by_id=actor.member_id,
    )
    made.interviewers.set(values.interviewer_ids)
    return made


def _check(application: Application, values: InterviewValues) -> None:
    able = who_may(application.organisation_id, "hiring.interview", ("opening", application.opening_id))
    if not values.interviewer_ids or not set(values.interviewer_ids) <= set(able):
        raise FieldError("interviewers", _("Nobody leads this interview."), _("Choose at least one of those listed."))
    rooms = Room.objects.filter(organisation_id=application.organisation_id, gone=False)
    if values.room_id is not None and not rooms.filter(id=values.room_id).exists():
        raise FieldError("room", _("There is no such room."), _("Choose one from the list."))
    if values.minutes not in rules.LENGTHS or values.days not in rules.DAYS:
        raise FieldError("minutes", _("This is none of the choices."), _("Choose one from the list."))
    try:
        if values.online_url.strip():
            URLValidator(schemes=["http", "https"])(values.online_url.strip())
    except ValidationError as error:
        raise FieldError("online_url", _("This is no web address."), _("Begin with https://.")) from error


def _standing(interview_id: int, sequence: int | None, states: Sequence[str]) -> Interview:
    """The interview, locked, in one of `states` and unchanged since `sequence`. Raises ConflictError."""
    taking.stand_in_line(Interview.objects.values_list("organisation_id", flat=True).get(pk=interview_id))
    live = locked(interview_id)
    if live.state not in states or (sequence is not None and live.sequence != sequence):
        raise ConflictError(_("This has changed meanwhile. Look again."))
    return live


def _put(interview: Interview, at: datetime) -> None:
    """Give a locked interview its time with all that follows: the row, the promises, the mail, the decision date."""
    now = clock.now()
    if not now < at < now + FARTHEST or not rules.is_even(at):
        raise FieldError("at", _("This is no time for an interview."), _("Choose one ahead, on full five minutes."))
    taking.take(interview, taking.wanted_by(interview, interviewer_ids(interview)), at)
    if interview.starts_at is not None:
        planning.unplan(interview, "The interview has moved.")
    interview.starts_at, interview.state, interview.confirmed_at = at, Interview.State.BOOKED, None
    interview.rain_mm = None
    interview.booked_at = interview.booked_at or now
    interview.sequence += 1
    interview.save(update_fields=["starts_at", "state", "confirmed_at", "rain_mm", "booked_at", "sequence"])
    planning.plan(interview)
    telling.invite(interview)
    deciding.follow(interview.application.opening)
    changes.changed(interview)


def _end(interview: Interview, state: str, why: str) -> None:
    """End a locked interview that has not taken place: its time is free, nothing of it fires any more."""
    taking.give_back(interview)
    planning.unplan(interview, "The interview was called off.")
    interview.state, interview.why, interview.ended_at = state, one_line(why, MOST_WHY), clock.now()
    interview.sequence += 1
    interview.save(update_fields=["state", "why", "ended_at", "sequence"])
    deciding.follow(interview.application.opening)
    changes.changed(interview)
