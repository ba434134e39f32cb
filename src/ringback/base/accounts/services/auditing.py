"""The audit log: who changed what, when."""

from typing import Any

from ringback.base.accounts.models import AuditEntry, User
from ringback.base.accounts.services.actors import Actor


def audit(actor: Actor, action: str, subject: str = "", **detail: Any) -> None:
    """Note that `actor` did `action` ("member.removed", past tense) to `subject` ("member 5").

    Part of the caller's transaction. `detail` holds names of fields, roles and counts, never a person's data.
    """
    if actor.via:
        detail["via"] = actor.via
    AuditEntry.objects.create(
        organisation_id=actor.organisation_id,
        member_id=actor.member_id,
        action=action,
        subject=subject,
        detail=detail,
    )


def audit_installation(user: User | None, action: str, subject: str = "", **detail: Any) -> None:
    """Note what an operator did to the installation itself; without `user`, at the command line."""
    by = {"user": user.pk} if user is not None else {"via": "command line"}
    AuditEntry.objects.create(action=action, subject=subject, detail={**by, **detail})
