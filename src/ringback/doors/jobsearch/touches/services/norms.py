"""The norms one workspace goes by: the house's, and before them the seeker's own."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.doors.jobsearch.advice import norms
from ringback.doors.jobsearch.advice.norms import Norm
from ringback.doors.jobsearch.touches.models import OwnNorm
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import workspace_of


def norms_of(workspace: Workspace) -> Mapping[str, Norm]:
    """The norms by their slug. One query."""
    rows = OwnNorm.objects.filter(workspace=workspace).values_list("slug", "least", "most")
    return norms.with_own({slug: (least, most) for slug, least, most in rows})


def say_norm(actor: Actor, slug: str, least: int, most: int) -> None:
    """Put one's own norm before the house's, in its unit. Raises FieldError for what it does not allow."""
    workspace = workspace_of(actor)
    norm = norms.house().get(slug)
    if norm is None or norm.fixed:
        raise FieldError("slug", _("This norm is nobody's to change."), _("Reload the page."))
    if not norm.allows(least, most):
        raise FieldError("most", _("These are no numbers for it."), _("From 1 to 730, the smaller one first."))
    said = {"least": least, "most": most, "changed_at": clock.now()}
    OwnNorm.objects.update_or_create(workspace=workspace, slug=slug, defaults=said)


def reset_norm(actor: Actor, slug: str) -> None:
    """Let the house's norm count again; where it did already, nothing changes."""
    OwnNorm.objects.filter(workspace=workspace_of(actor), slug=slug).delete()
