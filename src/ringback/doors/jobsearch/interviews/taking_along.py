"""What an export of the workspace holds of interviews."""

from typing import Any

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.interviews.models import Interview, PlannedInterview
from ringback.doors.jobsearch.interviews.words import InterviewWords, PlannedWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import exported


def interviews(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """Every interview, with the ids of those who led it."""
    found = []
    rows = Interview.objects.filter(candidacy__workspace=workspace).prefetch_related("met").order_by("id")
    for row in rows:
        words = vault.unpack(InterviewWords, row.secret)
        plain = ("candidacy_id", "ended_at", "agreed", "agreed_at", "agreed_who_id", "own_call_at")
        said = {"signs": " ".join(words.signs), "agreed_words": words.agreed, "notes": words.notes}
        met = " ".join(str(one.contact_id) for one in row.met.all())
        found.append(exported(row, plain) | {"met": met} | said)
    return found


def planned(workspace: Workspace, vault: Vault) -> list[dict[str, Any]]:
    """Every interview that was to come."""
    plain = ("id", "candidacy_id", "way", "at", "who_id", "turning", "asked_at", "answered_at", "made_at", "closed_at")
    rows = PlannedInterview.objects.filter(candidacy__workspace=workspace).order_by("id")
    return [
        {name: getattr(row, name) for name in plain} | {"place": vault.unpack(PlannedWords, row.secret).place}
        for row in rows
    ]
