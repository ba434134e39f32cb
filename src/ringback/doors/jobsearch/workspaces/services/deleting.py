"""Deleting a workspace: its key first, which makes noise of every word in it, then all rows."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from ringback.base.accounts.services import Actor, actor_of_member, delete_alone
from ringback.core.people.services import note_destroyed
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services.own import workspace_of

WHAT = "jobsearch.workspace"

_on_deletion: list[Callable[[Workspace], None]] = []


def when_deleted(handler: Callable[[Workspace], None]) -> None:
    """Let `handler` run before a workspace goes, in the same transaction (links, files); registered once at start."""
    if handler not in _on_deletion:
        _on_deletion.append(handler)


def delete_workspace(actor: Actor) -> None:
    """Delete the actor's workspace with everything in it, its promises too, and their sign-in if it was for this alone.

    The key goes in a transaction of its own: whatever comes between, what is left cannot be read by anybody. With it
    goes the note by which a restored backup deletes it again.
    """
    _delete(workspace_of(actor), actor)


def delete_again(number: int, made_at: datetime) -> bool:
    """Delete the workspace of that number and age, which a backup has brought back; whether it was there."""
    found = Workspace.objects.select_related("member__user").filter(pk=number, created_at=made_at).first()
    if found is not None:
        _delete(found, actor_of_member(found.member))
    return found is not None


def _delete(workspace: Workspace, actor: Actor) -> None:
    with transaction.atomic():
        for handler in _on_deletion:
            handler(workspace)
        Workspace.objects.filter(pk=workspace.pk).update(key="", secret="")
        note_destroyed(WHAT, workspace.organisation_id, workspace.pk, workspace.created_at)
    delete_alone(actor)
