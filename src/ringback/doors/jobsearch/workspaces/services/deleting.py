"""Deleting a workspace: its key first, which makes noise of every word in it, then all rows."""

from collections.abc import Callable

from django.db import transaction

from ringback.base.accounts.services import Actor, delete_alone
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services.own import workspace_of

_on_deletion: list[Callable[[Workspace], None]] = []


def when_deleted(handler: Callable[[Workspace], None]) -> None:
    """Let `handler` run before a workspace goes, in the same transaction (links, files); registered once at start."""
    if handler not in _on_deletion:
        _on_deletion.append(handler)


def delete_workspace(actor: Actor) -> None:
    """Delete the actor's workspace with everything in it, its promises too, and their sign-in if it was for this alone.

    The key goes in a transaction of its own: whatever comes between, what is left cannot be read by anybody.
    """
    workspace = workspace_of(actor)
    with transaction.atomic():
        for handler in _on_deletion:
            handler(workspace)
        Workspace.objects.filter(pk=workspace.pk).update(key="", secret="")
    delete_alone(actor)
