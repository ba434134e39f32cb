"""Whose decision an answer waits for: asked, and decided (MISSION H9)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.doors.hiring.candidates.services import application_of
from ringback.doors.hiring.goodbye.models import Blocker

MOST_OPEN = 10


@dataclass(frozen=True, slots=True)
class BlockerValues:
    """Who must decide, a member or a `name`; asked since `asked_at` (None: now)."""

    member_id: int | None = None
    name: str = ""
    reason: str = Blocker.Reason.APPROVAL
    note: str = ""
    asked_at: datetime | None = None
    until: date | None = None


def block(actor: Actor, application_id: int, values: BlockerValues) -> Blocker:
    """Note whose decision is awaited. Raises FieldError."""
    now = clock.now()
    with transaction.atomic():
        application = application_of(actor, application_id, "hiring.act", locked=True)
        name = one_line(values.name, 120)
        if values.member_id is None and not name:
            raise FieldError("name", _("Somebody has to decide."), _("Choose a member, or write a name."))
        if values.member_id is not None and values.member_id not in member_names(actor.organisation_id):
            raise FieldError("member", _("There is no such member."), _("Choose one from the list."))
        if values.reason not in Blocker.Reason.values:
            raise FieldError("reason", _("This is none of the choices."), _("Choose one from the list."))
        if values.asked_at is not None and values.asked_at > now:
            raise FieldError("asked_at", _("This is still to come."), _("Say since when they have known."))
        if application.blockers.filter(decided_at=None).count() >= MOST_OPEN:
            raise FieldError("name", _("These are too many already."), _("Close one of them first."))
        made = Blocker.objects.create(
            application=application,
            member_id=values.member_id,
            name="" if values.member_id else name,
            reason=values.reason,
            note=paragraphs(values.note, 500),
            asked_at=values.asked_at or now,
            until=values.until,
            noted_by_id=actor.member_id,
        )
        audit(actor, "answer.blocked", f"application {application.pk}", reason=values.reason)
    return made


def unblock(actor: Actor, blocker_id: int, decision: str = "") -> Blocker:
    """They have decided "yes" or "no", or need not any more (""). By who decides, or whoever looks after candidates.

    Raises NotFoundError, NotAllowedError, ConflictError where that was said already.
    """
    with transaction.atomic():
        rows = Blocker.objects.select_for_update(of=("self",)).select_related("application")
        found = rows.filter(id=blocker_id, application__organisation_id=actor.organisation_id).first()
        if found is None:
            raise NotFoundError(_("There is no such decision to be made."))
        if decision not in ("", *Blocker.Decision.values):
            raise FieldError("decision", _("This is none of the choices."), _("Choose one of the buttons."))
        mine = found.member_id is not None and found.member_id == actor.member_id
        require(
            actor, "hiring.decide" if mine and decision else "hiring.act", ("opening", found.application.opening_id)
        )
        if found.decided_at is not None:
            raise ConflictError(_("This was decided already."))
        found.decided_at, found.decision = clock.now(), decision
        found.save(update_fields=["decided_at", "decision"])
        audit(actor, "answer.unblocked", f"application {found.application_id}", decision=decision)
    return found
