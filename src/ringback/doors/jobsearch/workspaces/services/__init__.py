"""The verbs of workspaces: whose it is, opening and deleting one, taking everything along."""

from ringback.doors.jobsearch.workspaces.services.deleting import delete_workspace, when_deleted
from ringback.doors.jobsearch.workspaces.services.exporting import (
    export_workspace,
    exported,
    exports,
    exports_files,
)
from ringback.doors.jobsearch.workspaces.services.opening import (
    WorkspaceValues,
    may_open_workspace,
    open_workspace,
    when_opened,
    workspace_of_user,
)
from ringback.doors.jobsearch.workspaces.services.own import (
    save_seeker,
    seeker_words,
    vault_of,
    workspace_of,
    workspace_of_organisation,
)

__all__ = [
    "WorkspaceValues",
    "delete_workspace",
    "export_workspace",
    "exported",
    "exports",
    "exports_files",
    "may_open_workspace",
    "open_workspace",
    "save_seeker",
    "seeker_words",
    "vault_of",
    "when_deleted",
    "when_opened",
    "workspace_of",
    "workspace_of_organisation",
    "workspace_of_user",
]
