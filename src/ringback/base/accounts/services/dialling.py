"""The switch that stops all dialling at once, for an organisation or the installation."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from ringback.base.accounts.models import Installation, Member, Organisation, User
from ringback.base.accounts.services.actors import Actor, require, system_actor
from ringback.base.accounts.services.auditing import audit, audit_installation
from ringback.base.database import doorbell, queries
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotAllowedError

# Asked before every leg of every call, hence plain SQL.
_STOPPED = f"""
    SELECT o.dialling_stopped_at, o.dialling_stopped_until_at, o.dialling_stopped_until_at <= %s,
           i.dialling_stopped_at, i.held_at, COALESCE(u.name, '')
      FROM {Organisation._meta.db_table} o
      LEFT JOIN {Installation._meta.db_table} i ON i.id = 1
      LEFT JOIN {Member._meta.db_table} m ON m.id = o.dialling_stopped_by_id
      LEFT JOIN {User._meta.db_table} u ON u.id = m.user_id
     WHERE o.id = %s
"""

_ON = f"""
    EXISTS (SELECT 1 FROM {Organisation._meta.db_table} o LEFT JOIN {Installation._meta.db_table} i ON i.id = 1
             WHERE o.id = %s AND (o.dialling_stopped_at IS NULL OR o.dialling_stopped_until_at <= %s)
               AND i.dialling_stopped_at IS NULL AND i.held_at IS NULL)
"""


def dialling_on(organisation_id: int) -> tuple[str, list[Any]]:
    """An SQL condition and its parameters: `dialling_stopped` says None. For a statement that grants by itself."""
    return _ON, [organisation_id, queries.instant(clock.now())]


def dialling_stopped(organisation_id: int) -> str | None:
    """Why nothing may be dialled for this organisation, in words for a person; None when dialling is on.

    One query: cheap enough to ask right before each leg. An organisation that is gone dials nothing.
    """
    rows = queries.fetch(_STOPPED, [queries.instant(clock.now()), organisation_id])
    row = rows[0] if rows else None
    if row is None:
        return _("This organisation no longer exists.")
    stopped_at, until_at, over, whole_stopped_at, held_at, name = row
    if held_at is not None:
        return _("Restored from a backup: nothing is dialled or sent until the operator of this installation resumes.")
    if whole_stopped_at is not None:
        return _("The operator has stopped all dialling of this installation.")
    if stopped_at is None or over:
        return None
    if until_at is not None:
        return _("Today's limit is used up: dialling goes on at midnight.")
    return _("Dialling was stopped by %(name)s.") % {"name": name} if name else _("Dialling is stopped.")


def stop_dialling(actor: Actor) -> None:
    """Stop all dialling of the actor's organisation; conversations under way go on. Twice is once."""
    require(actor, "dialling.stop")
    with transaction.atomic():
        changes = {"dialling_stopped_at": clock.now(), "dialling_stopped_by_id": actor.member_id}
        if _not_by_a_person(actor.organisation_id).update(dialling_stopped_until_at=None, **changes) == 1:
            audit(actor, "dialling.stopped")
            _tell(actor.organisation_id)


def stop_until(organisation_id: int, until: datetime) -> None:
    """Stop all dialling of an organisation whose limit is used up; it goes on by itself. In the caller's transaction.

    A stop by a person stands: it has no end.
    """
    changes = {"dialling_stopped_at": clock.now(), "dialling_stopped_by": None}
    if _not_by_a_person(organisation_id).update(dialling_stopped_until_at=until, **changes) == 1:
        audit(system_actor(organisation_id), "dialling.limit_reached")
        _tell(organisation_id)


def _not_by_a_person(organisation_id: int) -> QuerySet[Organisation]:
    """The organisation, unless one of its people has stopped its dialling."""
    by_person = Q(dialling_stopped_at__isnull=False, dialling_stopped_until_at=None)
    return Organisation.objects.filter(id=organisation_id).exclude(by_person)


def resume_dialling(actor: Actor) -> None:
    """Let the actor's organisation dial again. Twice is once."""
    require(actor, "dialling.stop")
    with transaction.atomic():
        stopped = Organisation.objects.filter(id=actor.organisation_id).exclude(dialling_stopped_at=None)
        if stopped.update(dialling_stopped_at=None, dialling_stopped_until_at=None, dialling_stopped_by=None) == 1:
            audit(actor, "dialling.resumed")
            _tell(actor.organisation_id)


def installation_stopped() -> bool:
    """Whether the operator's switch is on stop."""
    return _stopped_installation().exists()


def stop_installation(user: User) -> None:
    """Stop all dialling of every organisation (an operator's right). Twice is once."""
    _require_operator(user)
    with transaction.atomic():
        Installation.objects.get_or_create(id=1)
        running = Installation.objects.filter(id=1, dialling_stopped_at=None)
        if running.update(dialling_stopped_at=clock.now(), dialling_stopped_by=user) == 1:
            audit_installation(user, "installation.dialling_stopped")
            _tell(None)


def resume_installation(user: User | None) -> None:
    """Let the organisations dial again, each by its own switch, and a restored house send. Twice is once.

    An operator's right; None is the operator at the command line. Raises ConflictError while a restore has not come to
    its end.
    """
    if user is not None:
        _require_operator(user)
    with transaction.atomic():
        stopped = _stopped_installation().select_for_update().first()
        if stopped is None:
            return
        if stopped.held_at is not None and stopped.restored_at is None:
            raise ConflictError(_("The restore has not come to its end: run it again."))
        stopped.dialling_stopped_at = stopped.dialling_stopped_by = stopped.held_at = None
        stopped.save()
        audit_installation(user, "installation.dialling_resumed")
        _tell(None)


def _stopped_installation() -> QuerySet[Installation]:
    return Installation.objects.filter(id=1).exclude(dialling_stopped_at=None, held_at=None)


def _require_operator(user: User) -> None:
    if not (user.is_active and user.is_superuser):
        raise NotAllowedError(_("Only the operator of this installation may do this."))


def _tell(organisation_id: int | None) -> None:
    """Ring for who shows it and who waits for it; None is every organisation."""
    doorbell.ring("desk", organisation=organisation_id, what="dialling")
    doorbell.ring("promises")
    doorbell.ring("calls")
