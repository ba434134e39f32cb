"""Keeping the promise to decide: people do, by publishing; it is here to be reminded of."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.core.promises.services import Outcome, Promise
from ringback.desk.cards import Line
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.reviewing.services.countdown import DECIDE

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt


class DecidingHandler:
    """Nothing happens by itself: the publication keeps it."""

    outside = False

    def keep(self, promise: Promise, attempt: "Attempt") -> Outcome:
        """Only a promise that somebody made automatic comes here."""
        return Outcome.NOBODY

    def told(self, promise: Promise) -> None:
        """Nobody waits to be told."""


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What Today says of a campaign that is to be decided."""
    ours = Promise.objects.filter(organisation_id=organisation_id, id__in=list(promise_ids), kind=DECIDE)
    by_campaign = {subject_id or 0: pk for subject_id, pk in ours.values_list("subject_id", "pk")}
    rows = Campaign.objects.filter(organisation_id=organisation_id, pk__in=by_campaign)
    return {
        by_campaign[row.pk]: Line(
            _("Decide: %(campaign)s") % {"campaign": row.title},
            _("The answers to everybody are due by then."),
            reverse("allocation:decision", args=[row.pk]),
        )
        for row in rows
    }
