"""How an application can end, in words for a button."""

from django.utils.translation import gettext_lazy as _

from ringback.doors.hiring.candidates.models import State

ENDS = [
    (State.RESERVE.value, _("Put into the reserve")),
    (State.REFUSED.value, _("Refuse")),
    (State.HIRED.value, _("Hire")),
    (State.WITHDRAWN.value, _("Note that they withdrew")),
]
