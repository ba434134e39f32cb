"""What an export of the workspace holds of touches and own norms."""

from typing import Any

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.touches.models import OwnNorm, Touch
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import exported

Rows = list[dict[str, Any]]


def touches(workspace: Workspace, vault: Vault) -> Rows:
    """Every touch."""
    names = ("candidacy_id", "contact_id", "way", "direction", "at", "counts")
    rows = Touch.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [exported(row, names, vault.unpack(TouchWords, row.secret)) for row in rows]


def own_norms(workspace: Workspace, _vault: Vault) -> Rows:
    """The norms the seeker has set."""
    rows = OwnNorm.objects.filter(workspace=workspace).order_by("slug")
    return [{"slug": row.slug, "least": row.least, "most": row.most} for row in rows]
