"""What hangs on a candidacy's page: what is promised next, how often one was in touch, and advice for the moment."""

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from ringback.base.kit import clock
from ringback.doors.jobsearch.advice import saying
from ringback.doors.jobsearch.employers.models import Stage
from ringback.doors.jobsearch.employers.services import contacts_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.touches import reads, rules
from ringback.doors.jobsearch.touches.dates import Waiting
from ringback.doors.jobsearch.touches.forms import TouchForm
from ringback.doors.jobsearch.touches.kinds import THANK
from ringback.doors.jobsearch.touches.services import (
    contacts_with,
    may_touch,
    norms_of,
    open_steps,
    touches_of,
    waiting_of,
)
from ringback.doors.jobsearch.touches.telling import refusal

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

_MOST = 30


def steps(request: "MemberRequest", candidacy: Shown) -> str:
    """What is promised next, each with the norm behind it; how one waits; the offer to be the second-best."""
    found = reads.steps_of(candidacy)
    norms = norms_of(candidacy.row.workspace)
    waits = waiting_of([candidacy.row], norms).get(candidacy.id, Waiting.USUAL)
    language = candidacy.row.workspace.organisation.language
    shown: dict[str, Any] = {
        "candidacy": candidacy,
        "steps": found,
        "waits": "" if waits is Waiting.USUAL else waits.value,
        "waits_why": saying.why(norms["silence" if waits is Waiting.PROBABLY_NOT else "passive"], language),
        "second_best": candidacy.row.stage == Stage.REFUSED and not found,
        "second_best_why": saying.why(norms["second_best"], language),
    }
    if candidacy.ended and not found and not shown["second_best"]:
        return ""
    return render_to_string("jobsearch/touches/_steps.html", shown, request)


def touches(request: "MemberRequest", candidacy: Shown) -> str:
    """How often one was in touch, whether tact allows it now, and the form to note it."""
    return render_to_string("jobsearch/touches/_touches.html", shown(candidacy), request)


def advice(request: "MemberRequest", candidacy: Shown) -> str:
    """What is of use at this stage."""
    found = saying.advice_for(candidacy.row.stage, candidacy.row.workspace.organisation.language)
    return render_to_string("jobsearch/touches/_advice.html", {"advice": found}, request) if found else ""


def shown(candidacy: Shown, form: TouchForm | None = None) -> dict[str, Any]:
    """What the panel of touches needs; `form`: one that came back with errors."""
    norms = norms_of(candidacy.row.workspace)
    said = may_touch(candidacy, clock.now())
    contacts = contacts_of(candidacy.row)
    names = {one.id: one.called for one in contacts}
    rows = touches_of(candidacy.row)[:_MOST]
    return {
        "candidacy": candidacy,
        "count": rules.count(contacts_with(candidacy.row)),
        "target": norms["touches"].most,
        "target_why": saying.why(norms["touches"], candidacy.row.workspace.organisation.language),
        "verdict": said,
        "refusal": refusal(said),
        "touches": [(row, words, names.get(row.contact_id or 0, "")) for row, words in rows],
        "thanks": bool(open_steps(candidacy.row, (THANK,))),
        "form": form or TouchForm(names=names, auto_id="touch_%s"),
    }
