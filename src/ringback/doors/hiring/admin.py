"""The tables of the hiring door, for the operator: to look at, with no candidate's data in the lists."""

from django.contrib import admin

from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.interviews.models import Interview
from ringback.doors.hiring.openings.models import Opening, WaitingNorm


@admin.register(Opening, site=site)
class OpeningAdmin(OperatorAdmin):
    """Openings, by state."""

    list_display = ("title", "organisation", "state", "level", "closing_at", "created_at")
    list_filter = ("state", "level")
    list_select_related = ("organisation",)


@admin.register(Application, site=site)
class ApplicationAdmin(OperatorAdmin):
    """Applications, by opening and state."""

    list_display = ("id", "opening", "stage", "state", "applied_at", "answered_at")
    list_filter = ("state",)
    list_select_related = ("opening", "stage")


@admin.register(WaitingNorm, site=site)
class WaitingNormAdmin(OperatorAdmin):
    """How long candidates of a level usually wait, and who says so."""

    list_display = ("level", "organisation", "from_days", "to_days", "source")
    list_select_related = ("organisation",)


@admin.register(Interview, site=site)
class InterviewAdmin(OperatorAdmin):
    """Interviews, by state and time."""

    list_display = ("id", "organisation", "state", "starts_at", "sequence", "reason")
    list_filter = ("state",)
    list_select_related = ("organisation",)
