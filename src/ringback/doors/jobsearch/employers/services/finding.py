"""Employers and candidacies of one's own workspace, opened."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import SealError
from ringback.base.kit.errors import NotFoundError
from ringback.doors.jobsearch.employers import rules
from ringback.doors.jobsearch.employers.models import Candidacy, Employer
from ringback.doors.jobsearch.employers.rules import OfficeHours
from ringback.doors.jobsearch.employers.shown import Shown, ShownEmployer, shown_candidacy, shown_employer
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of, workspace_of_organisation


def candidacy_of(actor: Actor, candidacy_id: int) -> Shown:
    """One candidacy of the actor's own workspace. Raises NotFoundError, NotAllowedError, SealError."""
    return candidacy_in(workspace_of(actor), candidacy_id)


def candidacy_in(workspace: Workspace, candidacy_id: int, *, locked: bool = False) -> Shown:
    """One candidacy of a workspace, for handlers too; `locked` until the caller's transaction ends.

    Raises NotFoundError, SealError.
    """
    rows = Candidacy.objects.select_related("employer", "search", "workspace__organisation")
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(workspace=workspace, pk=candidacy_id).first()
    if row is None:
        raise NotFoundError(_("There is no such application."))
    return shown_candidacy(vault_of(workspace), row)


def candidacies_of(actor: Actor, search_id: int | None = None, *, employer_id: int | None = None) -> list[Shown]:
    """The actor's own candidacies, or those of one search or employer, what has stood longest first."""
    narrowed = {"search_id": search_id, "employer_id": employer_id}
    return _opened(workspace_of(actor), **{name: key for name, key in narrowed.items() if key is not None})


def candidacies_of_workspace(workspace: Workspace, ids: Iterable[int]) -> list[Shown]:
    """Those of `ids` that are the workspace's, what has stood longest first. Raises SealError."""
    return _opened(workspace, pk__in=list(ids))


def _opened(workspace: Workspace, **narrowed: Any) -> list[Shown]:
    vault = vault_of(workspace)
    rows = Candidacy.objects.filter(workspace=workspace, **narrowed)
    rows = rows.select_related("employer", "search", "workspace__organisation").order_by("entered_at", "id")
    return [shown_candidacy(vault, row) for row in rows]


def employer_of(actor: Actor, employer_id: int) -> ShownEmployer:
    """One employer of the actor's own. Raises NotFoundError, NotAllowedError, SealError."""
    workspace = workspace_of(actor)
    row = Employer.objects.filter(workspace=workspace, pk=employer_id).first()
    if row is None:
        raise NotFoundError(_("There is no such employer."))
    return shown_employer(vault_of(workspace), row)


def employers_of(actor: Actor) -> list[ShownEmployer]:
    """All employers of the actor's own, by name."""
    workspace = workspace_of(actor)
    vault = vault_of(workspace)
    rows = Employer.objects.filter(workspace=workspace)
    return sorted((shown_employer(vault, row) for row in rows), key=lambda one: (one.name.casefold(), one.id))


def hours_of(employer: ShownEmployer) -> OfficeHours:
    """When somebody is there, in the employer's zone or else the seeker's own (MISSION S19)."""
    zone = employer.words.zone or employer.row.workspace.organisation.zone
    return rules.hours(employer.words.opens, employer.words.closes, zone)


def workspace_at_work(organisation_id: int) -> Workspace | None:
    """The workspace that an organisation is, while its key is there; None otherwise. For describers and handlers."""
    workspace = workspace_of_organisation(organisation_id)
    if workspace is None:
        return None
    try:
        vault_of(workspace)
    except SealError:
        return None
    return workspace
