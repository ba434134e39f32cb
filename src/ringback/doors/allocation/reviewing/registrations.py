"""What reviewing registers: the promise to decide, what is held of applicants, and its pages."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ringback.core.promises.services import Governed, every_night, governs, keeps
from ringback.doors.allocation import lines, panels, tabs
from ringback.doors.allocation.campaigns.services import Change, hears
from ringback.doors.allocation.entries.services import head_office_sees, keeps_away, when_withdrawn
from ringback.doors.allocation.record.words import says
from ringback.doors.allocation.reviewing import keep, panel, personal_data, saying
from ringback.doors.allocation.reviewing.services import change_places, choosing, countdown, finding, follow_campaign
from ringback.doors.allocation.reviewing.services.rescoring import rescore

if TYPE_CHECKING:
    from ringback.base.accounts.services import Actor
    from ringback.doors.allocation.campaigns.models import Campaign


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    deciding = _("Deciding a campaign in time")
    keeps(countdown.DECIDE, keep.DecidingHandler(), deciding)
    governs(Governed(countdown.DOOR, countdown.DECIDE, deciding, countdown.DECIDE_POLICY))
    hears("reviewing", _hear)
    head_office_sees(finding.forwarded)
    keeps_away(finding.stepped_aside)
    when_withdrawn(choosing.withdrawn)
    lines.describes("reviewing", keep.lines)
    for what, words in saying.DEEDS.items():
        says(what, words)
    personal_data.register()
    every_night("allocation-reviews", personal_data.sweep)
    panels.register(panels.Panel("review", 10, panel.render))
    tabs.register(tabs.Tab("review", _("Review"), "allocation:review", 20, group=tabs.Group.SELECTION, regional=True))
    tabs.register(
        tabs.Tab("decision", _("Decision"), "allocation:decision", 30, group=tabs.Group.SELECTION, regional=True)
    )


def _hear(actor: "Actor | None", campaign: "Campaign", change: Change) -> None:
    """The promise to decide, the places given and the scores stand as the campaign does."""
    if change == Change.PLACES:
        change_places(campaign)
    if change == Change.QUESTIONS and campaign.published_at is None:
        rescore(actor, campaign)
    follow_campaign(actor, campaign)
