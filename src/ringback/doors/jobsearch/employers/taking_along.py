"""What an export of the workspace holds of employers, contacts and candidacies."""

from typing import Any

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.employers.models import Candidacy, Contact, ContactMove, Employer, Search, StageChange
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords, SearchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import exported

Rows = list[dict[str, Any]]


def searches(workspace: Workspace, vault: Vault) -> Rows:
    """Every search."""
    return [
        exported(row, ("opened_at", "signed_at", "closed_at"), vault.unpack(SearchWords, row.secret))
        for row in Search.objects.filter(workspace=workspace).order_by("id")
    ]


def employers(workspace: Workspace, vault: Vault) -> Rows:
    """Every employer."""
    return [
        exported(row, ("created_at",), vault.unpack(EmployerWords, row.secret))
        for row in Employer.objects.filter(workspace=workspace).order_by("id")
    ]


def contacts(workspace: Workspace, vault: Vault) -> Rows:
    """Every contact."""
    plain = ("employer_id", "rank", "position", "created_at", "left_at")
    rows = Contact.objects.filter(workspace=workspace).order_by("id")
    return [exported(row, plain, vault.unpack(ContactWords, row.secret)) for row in rows]


def contact_moves(workspace: Workspace, _vault: Vault) -> Rows:
    """Where contacts were before."""
    names = ("contact_id", "from_employer_id", "to_employer_id", "from_rank", "to_rank", "at")
    return list(ContactMove.objects.filter(contact__workspace=workspace).order_by("id").values(*names))


def candidacies(workspace: Workspace, vault: Vault) -> Rows:
    """Every candidacy."""
    plain = ("search_id", "employer_id", "stage", "level", "created_at", "entered_at", "expected_at", "expected_why")
    rows = Candidacy.objects.filter(workspace=workspace).order_by("id")
    return [exported(row, (*plain, "ended_at"), vault.unpack(CandidacyWords, row.secret)) for row in rows]


def stage_changes(workspace: Workspace, _vault: Vault) -> Rows:
    """Every step of a candidacy."""
    names = ("candidacy_id", "from_stage", "to_stage", "at")
    return list(StageChange.objects.filter(candidacy__workspace=workspace).order_by("id").values(*names))
