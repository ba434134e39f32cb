"""Whose decision an answer waits for: asked, held up, and decided (MISSION H9)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.core.promises import services as promises
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.goodbye import rules
from ringback.doors.hiring.goodbye.models import Blocker
from ringback.doors.hiring.goodbye.services import awaiting
from ringback.doors.hiring.goodbye.services.promising import open_promises

MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class BlockerValues:
    """Who must decide, a member or a `name`; asked since `asked_at` (None: now), by `due_at` (None: usual)."""

    member_id: int | None = None
    name: str = ""
    reason: str = Blocker.Reason.APPROVAL
    note: str = ""
    asked_at: datetime | None = None
    until: date | None = None
    due_at: datetime | None = None


def block(actor: Actor, application_id: int, values: BlockerValues) -> Blocker:
    """Note whose decision is awaited; a member is told, and reminded until they have decided. Raises FieldError."""
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        _check(actor, application, values)
        made = Blocker.objects.create(
            application=application,
            member_id=values.member_id,
            name="" if values.member_id else one_line(values.name, 120),
            reason=values.reason,
            note=paragraphs(values.note, 500),
            asked_at=values.asked_at or clock.now(),
            until=values.until,
            due_at=values.due_at or _usual_due(application),
            noted_by_id=actor.member_id,
        )
        awaiting.ask(made, application.opening)
        audit(actor, "answer.blocked", f"application {application.pk}", reason=values.reason)
    return made


def ask_all(actor: Actor, application_id: int, member_ids: Iterable[int], values: BlockerValues) -> list[Blocker]:
    """Have several approve a candidate; who was asked already is not asked again. Raises FieldError."""
    with transaction.atomic():
        open_ones = Blocker.objects.filter(application_id=application_id, decided_at=None)
        asked = set(open_ones.values_list("member_id", flat=True))
        wanted = [one for one in dict.fromkeys(member_ids) if one not in asked]
        if not wanted:
            raise FieldError("members", _("Nobody is chosen who was not asked yet."), _("Choose who must approve."))
        return [block(actor, application_id, replace(values, member_id=one)) for one in wanted]


def unblock(actor: Actor, blocker_id: int, decision: str = "", why: str = "") -> Blocker:
    """They have decided "yes" or "no", or need not any more (""). By who decides, or whoever looks after candidates;
    about an opening by who decides alone.

    Raises NotFoundError, NotAllowedError, ConflictError where that was said already.
    """
    with transaction.atomic():
        found = _found(actor, blocker_id)
        if decision not in ("", *Blocker.Decision.values):
            raise FieldError("decision", _("This is none of the choices."), _("Choose one of the buttons."))
        mine = found.member_id is not None and found.member_id == actor.member_id
        if found.opening_id is not None and not mine:
            raise NotAllowedError(_("Whoever must approve an opening says so themselves."))
        require(actor, "hiring.decide" if mine and decision else "hiring.act", ("opening", _opening_id(found)))
        _check_open(found)
        found.decided_at, found.decision = clock.now(), decision
        found.why, found.decided_by_id = paragraphs(why, 500), actor.member_id
        found.save(update_fields=["decided_at", "decision", "why", "decided_by"])
        awaiting.over(actor, found)
        audit(actor, "answer.unblocked", awaiting.subject(found), decision=decision)
    return found


def hold_up(actor: Actor, blocker_id: int, reason: str, until: date | None = None) -> Blocker:
    """Note what holds somebody up who must decide (a trip, illness), from now on. Raises FieldError, ConflictError."""
    with transaction.atomic():
        found = _found(actor, blocker_id)
        if found.member_id is None or found.member_id != actor.member_id:
            require(actor, "hiring.act", ("opening", _opening_id(found)))
        if reason not in Blocker.Reason.values:
            raise FieldError("reason", _("This is none of the choices."), _("Choose one from the list."))
        _check_open(found)
        found.reason, found.held_at, found.until = reason, clock.now(), until
        found.save(update_fields=["reason", "held_at", "until"])
        audit(actor, "answer.held_up", awaiting.subject(found), reason=reason)
    return found


def _found(actor: Actor, blocker_id: int) -> Blocker:
    rows = Blocker.objects.select_for_update(of=("self",)).select_related("application__opening", "opening")
    found = rows.filter(id=blocker_id).first()
    ours = actor.organisation_id
    if found is None or awaiting.opening_of(found).organisation_id != ours:
        raise NotFoundError(_("There is no such decision to be made."))
    return found


def _opening_id(blocker: Blocker) -> int:
    return awaiting.opening_of(blocker).pk


def _check_open(blocker: Blocker) -> None:
    if blocker.decided_at is not None:
        raise ConflictError(_("This was decided already."))


def _usual_due(application: Application) -> datetime:
    """Two working days; before the candidate's answer is due, where that is sooner."""
    usual = rules.usual_due(clock.now(), rules.DECIDE_DAYS, None, application.opening.zone)
    promised = open_promises([application.pk]).get(application.pk)
    return min(usual, promised.due_at) if promised is not None and promised.due_at > clock.now() else usual


def _check(actor: Actor, application: Application, values: BlockerValues) -> None:
    if values.member_id is None and not one_line(values.name, 120):
        raise FieldError("name", _("Somebody has to decide."), _("Choose a member, or write a name."))
    if values.member_id is not None and values.member_id not in member_names(actor.organisation_id):
        raise FieldError("member", _("There is no such member."), _("Choose one from the list."))
    if values.reason not in Blocker.Reason.values:
        raise FieldError("reason", _("This is none of the choices."), _("Choose one from the list."))
    if values.asked_at is not None and values.asked_at > clock.now():
        raise FieldError("asked_at", _("This is still to come."), _("Say since when they have known."))
    if values.due_at is not None:
        promises.check_ahead("due_at", values.due_at)
    if application.blockers.filter(decided_at=None).count() >= MOST_OPEN:
        raise FieldError("name", _("These are too many already."), _("Close one of them first."))
