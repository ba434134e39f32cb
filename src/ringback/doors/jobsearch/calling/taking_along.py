"""What an export of the workspace holds of calls."""

from typing import Any

import msgspec

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.calling.models import OwnPhone, SeekerCall
from ringback.doors.jobsearch.calling.words import CallWords, PhoneWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import exported


def calls(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """Every call with its notes."""
    names = ("candidacy_id", "contact_id", "began_at", "talked_at", "ended_at", "outcome", "next_at")
    rows = SeekerCall.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [exported(row, names, vault.unpack(CallWords, row.secret)) for row in rows]


def phone(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """The line calls go through, without its password."""
    rows = OwnPhone.objects.filter(workspace=workspace)
    return [exported(row, ("changed_at",), _without_secret(vault, row)) for row in rows]


def _without_secret(vault: Vault, row: OwnPhone) -> PhoneWords:
    return msgspec.structs.replace(vault.unpack(PhoneWords, row.secret), secret="")
