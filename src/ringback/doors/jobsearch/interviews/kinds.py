"""The promises of an interview that is to come."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.jobsearch.touches.kinds import Kind

INTERVIEW = "jobsearch.interview"
TO_MEETING = "jobsearch.to_meeting"
OURS = (
    Kind(INTERVIEW, _("Interview"), _("Interview with %(who)s: %(post)s"), deed=_("Note it")),
    Kind(
        TO_MEETING,
        _("Making a meeting of a call"),
        _("Ask %(who)s to meet instead of phoning: %(post)s"),
        "letter",
        deed=_("Write"),
    ),
)
