"""What hangs on a candidacy's page of interviews: the way to the form, and what was noted after the last."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from ringback.base.kit import clock
from ringback.desk.templatetags.desk import when
from ringback.doors.jobsearch.advice import norms, saying
from ringback.doors.jobsearch.employers.models import Stage
from ringback.doors.jobsearch.employers.services import hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews import rules
from ringback.doors.jobsearch.interviews.forms import PlannedForm
from ringback.doors.jobsearch.interviews.models import PlannedInterview
from ringback.doors.jobsearch.interviews.rules import Feeling
from ringback.doors.jobsearch.interviews.services import interviews_of, planned_of

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

_MOST = 5
_TURNABLE = (PlannedInterview.Turning.OPEN, PlannedInterview.Turning.ASKED)
_LIKELY = (Stage.INVITED, Stage.INTERVIEWED, Stage.SECOND)


def render(request: "MemberRequest", candidacy: Shown) -> str:
    """The last interviews with their signs; the form's address while it goes on."""
    found, language = interviews_of(candidacy.row)[:_MOST], candidacy.row.workspace.organisation.language
    if candidacy.ended and not found:
        return ""
    weights, words = norms.signs(), saying.sign_words(language)
    last = rules.feeling(found[0][1].signs, weights) if found else None
    shown = {
        "candidacy": candidacy,
        "likely": candidacy.row.stage in _LIKELY,
        "interviews": [
            (row, said, [(words.get(one, one), weights.get(one, 0)) for one in said.signs]) for row, said in found
        ],
        "weight": rules.weight(found[0][1].signs, weights) if found else 0,
        "feeling": last.value if last else "",
        "call_advice": saying.advice("call_or_letter", language) if last is Feeling.GOOD else None,
        "to_come": to_come(candidacy),
    }
    return render_to_string("jobsearch/interviews/_panel.html", shown, request)


def to_come(candidacy: Shown, given: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The interview to come: when, where, whether to propose a meeting, and the form for what they answer; None
    where there is none. `given`: what was typed into it."""
    found = planned_of(candidacy.row)
    if found is None or candidacy.ended:
        return None
    row, words = found
    turnable = row.turning in _TURNABLE
    initial = {"what": "" if turnable else row.way, "at": row.at, "place": words.place}
    zone = hours_of(candidacy.employer).zone
    return {
        "candidacy": candidacy,
        "row": row,
        "place": words.place,
        "turnable": turnable,
        "over": row.at is not None and row.at <= clock.now(),
        "advice": saying.advice("by_phone", candidacy.row.workspace.organisation.language) if turnable else None,
        "form": PlannedForm(given, turnable=turnable, initial=initial, auto_id="planned_%s"),
        "zone": zone,
    }


def marks(candidacies: Sequence[Shown]) -> dict[int, str]:
    """What the board says of interviews to come: how and when, by the seeker's clock."""
    if not candidacies:
        return {}
    rows = PlannedInterview.objects.filter(candidacy__in=[one.row for one in candidacies], closed_at=None)
    with timezone.override(candidacies[0].row.workspace.organisation.zone):
        return {row.candidacy_id: _mark(row) for row in rows}


def _mark(row: PlannedInterview) -> str:
    if row.at is None:
        return _("interview without a time yet")
    words = _("interview by phone: %(at)s") if row.way == PlannedInterview.Way.PHONE else _("interview: %(at)s")
    return words % {"at": strip_tags(when(row.at))}
