"""The promise that a call without a yes or a no leaves, and where calls are made."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.doors.jobsearch.touches.kinds import Kind, kept_by

CALL_BACK = "jobsearch.call_back"
OURS = Kind(CALL_BACK, _("Calling again"), _("Call %(who)s again, as fixed: %(post)s"), "call")


def calls() -> list[str]:
    """The kinds that a conversation keeps where they were due, or nearly."""
    return kept_by("call")


def card(candidacy_id: int, content: Mapping[str, Any]) -> str:
    """The page on which such a promise is kept."""
    url, contact_id = reverse("jobsearch:call", args=[candidacy_id]), content.get("contact")
    return f"{url}?with={contact_id}" if contact_id else url
