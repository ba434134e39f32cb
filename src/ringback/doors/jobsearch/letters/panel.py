"""What hangs on a candidacy's page: its letters, mail from them, and the way to a new letter; and the list of all."""

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from ringback.base.accounts.services import Actor
from ringback.doors.jobsearch.employers.services import contacts_of
from ringback.doors.jobsearch.employers.shown import Shown, shown_candidacy
from ringback.doors.jobsearch.letters.forms import NewLetterForm
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.services import files_of, mails_about
from ringback.doors.jobsearch.letters.shown import ShownLetter
from ringback.doors.jobsearch.letters.words import LetterWords
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

if TYPE_CHECKING:
    from ringback.base.accounts.access import MemberRequest

_ASKING = (Letter.State.DOUBT, Letter.State.FAILED, Letter.State.DRAFT, Letter.State.WAITING, Letter.State.SENT)
_MOST = 20
_MOST_LISTED = 200


def render(request: "MemberRequest", candidacy: Shown) -> str:
    """The panel; without a form for new letters once it has ended."""
    vault = vault_of(candidacy.row.workspace)
    rows = Letter.objects.filter(candidacy=candidacy.row).order_by("-id")[:_MOST]
    letters = [ShownLetter(row, vault.unpack(LetterWords, row.secret), candidacy) for row in rows]
    about = mails_about(candidacy.row)
    files = files_of([row for row, _words in about], vault)
    mails = [(row, words, files.get(row.pk, [])) for row, words in about]
    if candidacy.ended and not letters and not mails:
        return ""
    names = {one.id: one.called for one in contacts_of(candidacy.row)}
    form = None if candidacy.ended else NewLetterForm(names=names, auto_id="letter_%s")
    shown = {"candidacy": candidacy, "letters": letters, "mails": mails, "form": form}
    return render_to_string("jobsearch/letters/_panel.html", shown, request)


def every(actor: Actor) -> list[ShownLetter]:
    """The actor's letters, what asks for something first, then the newest."""
    workspace = workspace_of(actor)
    vault = vault_of(workspace)
    rows = Letter.objects.filter(candidacy__workspace=workspace).select_related(
        "candidacy__employer", "candidacy__workspace__organisation"
    )
    found = sorted(rows.order_by("-id")[:_MOST_LISTED], key=lambda row: _ASKING.index(Letter.State(row.state)))
    return [
        ShownLetter(row, vault.unpack(LetterWords, row.secret), shown_candidacy(vault, row.candidacy)) for row in found
    ]
