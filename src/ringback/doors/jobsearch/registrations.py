"""What the job search door registers with the rooms below it when the application starts."""

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import Governed, governs
from ringback.desk import cards, navigation
from ringback.doors.jobsearch import lines
from ringback.doors.jobsearch.calling import registrations as calling
from ringback.doors.jobsearch.employers import registrations as employers
from ringback.doors.jobsearch.interviews import registrations as interviews
from ringback.doors.jobsearch.letters import registrations as letters
from ringback.doors.jobsearch.linked import registrations as linked
from ringback.doors.jobsearch.touches import registrations as touches
from ringback.doors.jobsearch.workspaces import registrations as workspaces


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    navigation.register(
        navigation.Item("jobsearch", _("Job search"), "jobsearch:pipeline", "search", 46, "work", "search.own")
    )
    cards.describe_door("jobsearch", _("Job search"), lines.lines)
    governs(Governed("jobsearch", None, _("Everything promised in a job search")))
    workspaces.register()
    employers.register()
    touches.register()
    interviews.register()
    calling.register()
    letters.register()
    linked.register()
