"""What Today says of letters on their way. Read-only."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.desk.cards import Line
from ringback.doors.jobsearch.employers.services import workspace_at_work
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.services import shown_letter


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """The lines of the letters that are promised to go out, opened for the one who may read them."""
    rows = Letter.objects.filter(promise_id__in=list(promise_ids), candidacy__workspace__organisation=organisation_id)
    found = list(rows.select_related("candidacy__employer", "candidacy__workspace__organisation"))
    if not found or workspace_at_work(organisation_id) is None:
        return {}
    return {row.promise_id or 0: _line(row) for row in found}


def _line(row: Letter) -> Line:
    letter = shown_letter(row)
    who = letter.words.to_name or letter.candidacy.employer.name
    title = _("Letter to %(who)s: %(subject)s") % {"who": who, "subject": letter.words.subject}
    return Line(title, str(row.get_state_display()), reverse("jobsearch:letter", args=[row.pk]))
