"""What campaigns register: what grants can be narrowed to, their closing, and the set-up pages."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import offers_scope
from ringback.core.promises.services import keeps
from ringback.doors.allocation import lines, tabs
from ringback.doors.allocation.campaigns import reads
from ringback.doors.allocation.campaigns.keep import ClosingHandler
from ringback.doors.allocation.campaigns.services import campaign_choices, region_choices
from ringback.doors.allocation.campaigns.services.ending import CLOSING
from ringback.doors.allocation.tabs import Tab

_EDIT = "allocation.edit"


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    offers_scope("campaign", campaign_choices)
    offers_scope("region", region_choices)
    keeps(CLOSING, ClosingHandler(), _("A campaign closes"))
    lines.describes("campaigns", reads.lines)
    tabs.register(Tab("campaign", _("Campaign"), "allocation:campaign", 60, _EDIT))
    tabs.register(Tab("regions", _("Regions"), "allocation:regions", 62, _EDIT))
    tabs.register(Tab("questions", _("Questions"), "allocation:questions", 64, _EDIT))
    tabs.register(Tab("options", _("Options and price"), "allocation:options", 66, _EDIT))
    tabs.register(Tab("agreement", _("Agreement"), "allocation:agreement", 68, _EDIT))
