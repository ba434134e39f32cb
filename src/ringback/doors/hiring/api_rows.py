"""What programs get of the hiring door's rows: plain values, without what is the desk's alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.base.kit import phones
from ringback.base.kit.errors import FieldError
from ringback.doors.hiring.answers import reads as answer_reads
from ringback.doors.hiring.answers.models import Answer
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.services import stages_of

_OPENING = (
    *("id", "title", "level", "state", "token", "owner_id", "place", "country", "remote", "zone", "pay_from", "pay_to"),
    *("currency", "pay_period", "closing_at", "decide_at", "created_at", "opened_at", "closed_at"),
)
_WHOLE = (*_OPENING, "duties", "requirements", "benefits", "consent_text", "consent_version")
_APPLICATION = (
    *("id", "opening_id", "person_id", "name", "email", "stage_id", "state", "source", "city", "wanted_pay"),
    *("applied_at", "entered_at", "answered_at", "ended_at", "version"),
)
_INTERVIEW = (
    *("id", "application_id", "stage_id", "state", "starts_at", "minutes", "online_url", "reason"),
    *("booked_at", "confirmed_at", "ended_at"),
)
_STAGE = ("id", "position", "name", "kind", "days")
_STUCK = ("failed", "bounced", "withheld", "cancelled")


def opening(row: Opening) -> dict[str, Any]:
    """An opening in a list."""
    return _of(row, _OPENING) | {"address": _address(row)}


def whole_opening(row: Opening) -> dict[str, Any]:
    """An opening with its texts and stages."""
    stages = [_of(stage, _STAGE) for stage in stages_of(row.pk)]
    return _of(row, _WHOLE) | {"address": _address(row), "stages": stages}


def application(actor: Actor, row: Application) -> dict[str, Any]:
    """An application; its number masked for who may not see numbers."""
    clear = not row.phone or actor.may("numbers.see", ("opening", row.opening_id))
    return _of(row, _APPLICATION) | {
        "phone": row.phone if clear else phones.masked(row.phone),
        "stage": row.stage.name,
    }


def interview(row: Interview) -> dict[str, Any]:
    """An interview."""
    return _of(row, _INTERVIEW) | {
        "opening_id": row.application.opening_id,
        "name": row.application.name,
        "room": row.room.name if row.room else "",
        "interviewer_ids": sorted(member.pk for member in row.interviewers.all()),
    }


def following(found: "QuerySet[Interview]", after: str) -> "QuerySet[Interview]":
    """The interviews after a `cursor`, in the order of their time. Raises FieldError for what is none of ours."""
    ordered = found.prefetch_related("interviewers").order_by("starts_at", "id")
    if not after:
        return ordered
    time, _tilde, number = after.partition("~")
    try:
        at, last_id = datetime.fromisoformat(time), int(number[:18])
        if at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise FieldError("after", "This is no place in the list.", "Give back what the page before said.") from None
    return ordered.filter(Q(starts_at__gt=at) | Q(starts_at=at, id__gt=last_id))


def cursor(page: Sequence[Interview]) -> str:
    """Where the page after this one goes on."""
    last = page[-1]
    return f"{last.starts_at.isoformat() if last.starts_at else ''}~{last.pk}"


def figure(opening_id: int) -> dict[str, int]:
    """How many are owed an answer, and have it (MISSION H6)."""
    found = answer_reads.answered_figure(opening_id)
    return {"owed": found.owed, "answered": found.answered}


def answers(page: Sequence[Application]) -> list[dict[str, Any]]:
    """How the answer of each stands. One query."""
    rows = Answer.objects.filter(application__in=page, cancelled_at=None).select_related("message").order_by("id")
    newest = {row.application_id: row for row in rows}
    return [_answer(row, newest.get(row.pk)) for row in page]


def _answer(row: Application, made: Answer | None) -> dict[str, Any]:
    return {
        "application_id": row.pk,
        "state": _state(row, made),
        "kind": made.kind if made else "",
        "answered_at": row.answered_at,
    }


def _state(row: Application, made: Answer | None) -> str:
    if row.answered_at is not None:
        return "given"
    if made is not None and row.state != State.WITHDRAWN:
        if made.message is None:
            return "to_be_called"
        return "stuck" if made.message.state in _STUCK else "on_its_way"
    return "none" if row.state == State.WITHDRAWN or row.person_id is None else "owed"


def _address(row: Opening) -> str:
    return settings.PUBLIC_URL + reverse("jobs:job", args=[row.token]) if row.takes_applications else ""


def _of(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
