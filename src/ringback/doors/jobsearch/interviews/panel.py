"""What hangs on a candidacy's page of interviews: the way to the form, and what was noted after the last."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.doors.jobsearch.advice import norms, saying
from ringback.doors.jobsearch.employers.models import Stage
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews import rules
from ringback.doors.jobsearch.interviews.models import Agreed
from ringback.doors.jobsearch.interviews.rules import Feeling
from ringback.doors.jobsearch.interviews.services import interviews_of

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

_MOST = 5
_LIKELY = (Stage.INVITED, Stage.INTERVIEWED, Stage.SECOND)


def render(request: "MemberRequest", candidacy: Shown) -> str:
    """The last interviews with their signs; the form's address while it goes on."""
    found, language = interviews_of(candidacy.row)[:_MOST], candidacy.row.workspace.organisation.language
    if candidacy.ended and not found:
        return ""
    weights, words = norms.signs(), saying.sign_words(language)
    last = rules.feeling(found[0][1].signs, weights) if found else None
    by_phone = bool(found) and found[0][0].agreed == Agreed.BY_PHONE and not candidacy.ended
    shown = {
        "candidacy": candidacy,
        "likely": candidacy.row.stage in _LIKELY,
        "interviews": [
            (row, said, [(words.get(one, one), weights.get(one, 0)) for one in said.signs]) for row, said in found
        ],
        "weight": rules.weight(found[0][1].signs, weights) if found else 0,
        "feeling": last.value if last else "",
        "call_advice": saying.advice("call_or_letter", language) if last is Feeling.GOOD else None,
        "by_phone": saying.advice("by_phone", language) if by_phone else None,
    }
    return render_to_string("jobsearch/interviews/_panel.html", shown, request)
