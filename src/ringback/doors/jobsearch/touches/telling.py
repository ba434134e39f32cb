"""A verdict in words."""

from django.utils.translation import gettext as _

from ringback.doors.jobsearch.touches.rules import Verdict, Why


def refusal(verdict: Verdict) -> str:
    """Why one had better not get in touch, in the reader's language; "" where one may."""
    if verdict.why is None:
        return ""
    return {
        Why.ENDED: _("It has ended: leave them in peace."),
        Why.TODAY: _("You were in touch today. Twice a day is a nuisance."),
        Why.DAY_AFTER: _("You were in touch yesterday. Day after day is a nuisance."),
        Why.UNINVITED: _("Do not go there unless they asked you to come."),
    }[verdict.why]
