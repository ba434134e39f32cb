"""The one search that is open: begun, and put away."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.base.kit.lines import one_line
from ringback.doors.jobsearch.employers.models import Candidacy, Search
from ringback.doors.jobsearch.employers.words import SearchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of


def open_first(workspace: Workspace) -> None:
    """A workspace begins with a search that is open."""
    Search.objects.create(workspace=workspace)


def search_of(workspace: Workspace) -> Search | None:
    """The search that is open; None between two."""
    return Search.objects.filter(workspace=workspace, closed_at=None).first()


def begin_search(actor: Actor, wish: str = "") -> Search:
    """Begin a search. Raises ConflictError while another is open."""
    workspace = workspace_of(actor)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        if search_of(workspace) is not None:
            raise ConflictError(_("A search is open already."))
        secret = vault_of(workspace).pack(SearchWords(wish=one_line(wish, 200)))
        made = Search.objects.create(workspace=workspace, secret=secret)
        audit(actor, "search.opened", f"search {made.pk}")
    return made


def close_search(actor: Actor) -> None:
    """Put the open search away. Raises ConflictError where none is open, or something in it is still on its way."""
    workspace = workspace_of(actor)
    with transaction.atomic():
        found = Search.objects.select_for_update().filter(workspace=workspace, closed_at=None).first()
        if found is None:
            raise ConflictError(_("No search is open."))
        if Candidacy.objects.filter(search=found, ended_at=None).exists():
            raise ConflictError(_("Some applications have not ended yet. Say what became of them, or withdraw them."))
        Search.objects.filter(pk=found.pk).update(closed_at=clock.now())
        audit(actor, "search.closed", f"search {found.pk}")
