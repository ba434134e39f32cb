"""What a seeker says of their promises on the desk, as the rows of promises keep it: sealed as all their words."""

from ringback.base.database.sealed import SealError
from ringback.doors.jobsearch.workspaces.services.own import vault_of, workspace_of_organisation

_USE = "said of a promise"


def seal_said(organisation_id: int, words: str) -> str:
    """Words with the key of the workspace that the organisation is; where it is none, nothing is kept of them."""
    workspace = workspace_of_organisation(organisation_id)
    return vault_of(workspace).seal(words, _USE) if workspace else ""


def open_said(organisation_id: int, sealed: str) -> str:
    """What `seal_said` sealed; "" where its key is gone."""
    workspace = workspace_of_organisation(organisation_id)
    try:
        return vault_of(workspace).open(sealed, _USE) if workspace else ""
    except SealError:
        return ""
