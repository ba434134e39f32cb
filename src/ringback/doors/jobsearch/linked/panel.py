"""What hangs on a candidacy's page: the employer's side of the promise, or the field for its code."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.linked.forms import CodeForm
from ringback.doors.jobsearch.linked.services import link_of

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest


def render(request: "MemberRequest", candidacy: Shown, form: CodeForm | None = None) -> str:
    """The panel; nothing where it has ended unlinked."""
    link = link_of(candidacy.row)
    if link is None and candidacy.ended:
        return ""
    shown = {"candidacy": candidacy, "link": link, "form": form or CodeForm(auto_id="link_%s")}
    return render_to_string("jobsearch/linked/_panel.html", shown, request)
