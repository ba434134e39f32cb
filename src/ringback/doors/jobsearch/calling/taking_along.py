"""What an export of the workspace holds of calls."""

from typing import Any

import msgspec

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.calling.models import OwnPhone, SeekerCall
from ringback.doors.jobsearch.calling.words import CallWords, PhoneWords
from ringback.doors.jobsearch.workspaces.models import Workspace


def calls(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """Every call with its notes."""
    names = ("id", "candidacy_id", "contact_id", "began_at", "talked_at", "ended_at", "outcome", "next_at")
    rows = SeekerCall.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [
        {**{name: getattr(row, name) for name in names}, "notes": vault.unpack(CallWords, row.secret).notes}
        for row in rows
    ]


def phone(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """The line calls go through, without its password."""
    rows = OwnPhone.objects.filter(workspace=workspace)
    return [
        {**msgspec.structs.asdict(vault.unpack(PhoneWords, row.secret)), "secret": "", "changed_at": row.changed_at}
        for row in rows
    ]
