"""What an export of the workspace holds of calls."""

from typing import Any

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.words import CallWords
from ringback.doors.jobsearch.workspaces.models import Workspace


def calls(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """Every call with its notes."""
    names = ("id", "candidacy_id", "contact_id", "began_at", "talked_at", "ended_at", "outcome", "next_at")
    rows = SeekerCall.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [
        {**{name: getattr(row, name) for name in names}, "notes": vault.unpack(CallWords, row.secret).notes}
        for row in rows
    ]
