"""What letters register: who sends them, what is promised with them, where employers' mail lands, and their pages."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.inbox.services import takes_mail
from ringback.core.promises.services import keeps
from ringback.doors.jobsearch import lines, panels, tabs
from ringback.doors.jobsearch.employers.services import Moved, when_ended
from ringback.doors.jobsearch.interviews.kinds import TO_MEETING
from ringback.doors.jobsearch.letters import panel, reads, services, taking_along
from ringback.doors.jobsearch.letters.keep import CopyHandler, LetterHandler
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.services.coming_in import LETTER
from ringback.doors.jobsearch.letters.services.following import CHECK
from ringback.doors.jobsearch.touches import kinds
from ringback.doors.jobsearch.touches.keep import StepHandler
from ringback.doors.jobsearch.touches.kinds import THANK, Kind
from ringback.doors.jobsearch.workspaces.services import exports, exports_files


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    keeps(services.SEND, LetterHandler(), _("Letters on their way"))
    keeps(services.COPY, CopyHandler(), _("Copies of letters in the folder for sent mail"))
    check = Kind(
        CHECK, _("Asking whether a letter arrived"), _("Ask %(who)s whether your letter arrived: %(post)s"), "call"
    )
    kinds.know(check)
    keeps(CHECK, StepHandler(), check.label)
    kinds.leads_to(THANK, partial(_written, Letter.Kind.THANK))
    kinds.leads_to(TO_MEETING, partial(_written, Letter.Kind.MEETING))
    when_ended(_ended)
    takes_mail(LETTER, services.take_mail)
    lines.describes("letters", reads.lines)
    exports("letters", taking_along.letters)
    exports("mails", taking_along.mails)
    exports_files(services.every_file)
    exports("mailbox", taking_along.mailbox)
    panels.register(panels.Panel("letters", 30, panel.render))
    tabs.register(tabs.Tab("letters", _("Letters"), "jobsearch:letters", 40))
    tabs.register(tabs.Tab("mails", _("Mail from them"), "jobsearch:mails", 45))


def _ended(moved: Moved) -> None:
    services.stop_all(moved.candidacy)


def _written(kind: str, candidacy_id: int, content: Mapping[str, Any]) -> str:
    """Thanks, and asking to meet, are kept by a letter to whoever they are for (MISSION S7, S30)."""
    asked = urlencode({"kind": kind, "contact": content.get("contact") or ""})
    return f"{reverse('jobsearch:letter-new', args=[candidacy_id])}?{asked}"
