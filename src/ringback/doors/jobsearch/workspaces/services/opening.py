"""Opening a workspace: an organisation of one, with a key of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from ringback.base.accounts.services import open_alone
from ringback.base.database.vaults import Vault, new_key
from ringback.base.kit.errors import ConflictError, NotAllowedError
from ringback.base.kit.lines import one_line
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.words import SeekerWords

if TYPE_CHECKING:
    from ringback.base.accounts.models import User

ROLE = "seeker"

_on_opening: list[Callable[[Workspace], None]] = []


@dataclass(frozen=True, slots=True)
class WorkspaceValues:
    """Where the seeker is: ISO 3166 alpha-2, IANA zone, language of the house; the name signs letters."""

    name: str = ""
    country: str = "DE"
    zone: str = "Europe/Berlin"
    language: str = "en"


def when_opened(handler: Callable[[Workspace], None]) -> None:
    """Let `handler` run in the transaction that opens a workspace; registered once at start."""
    if handler not in _on_opening:
        _on_opening.append(handler)


def may_open_workspace() -> bool:
    """Whether anybody who can sign in may open one (RINGBACK_SEEKERS)."""
    return bool(settings.SEEKERS_OPEN)


def workspace_of_user(user: User) -> Workspace | None:
    """The one workspace of whoever has signed in, whatever organisation they are in just now; None: none yet."""
    return Workspace.objects.filter(member__user=user).first()


def open_workspace(user: User, values: WorkspaceValues | None = None, *, as_operator: bool = False) -> Workspace:
    """Open a workspace for `user`, who has none yet. Its organisation is named alike for everybody: names tell.

    Raises NotAllowedError where the operator does not allow it, ConflictError for a second one, FieldError.
    `as_operator` is for commands of the installation (the demo).
    """
    if not (as_operator or may_open_workspace()):
        raise NotAllowedError(_("Job searches are not open here. Ask who runs this installation."))
    given = values or WorkspaceValues()
    with transaction.atomic():
        if workspace_of_user(user) is not None:
            raise ConflictError(_("You have a job search here already."))
        with override(given.language):
            title = _("Job search")
        member = open_alone(user, ROLE, title, given.country, given.zone, given.language)
        key = new_key()
        name = one_line(given.name, 120) or member.user.name
        secret = Vault(key).pack(SeekerWords(name=name, signature=name))
        workspace = Workspace.objects.create(
            organisation_id=member.organisation_id, member=member, key=key, secret=secret
        )
        for handler in _on_opening:
            handler(workspace)
    return workspace
