"""What campaigns register: what grants can be narrowed to, and the set-up pages."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import offers_scope
from ringback.doors.allocation import tabs
from ringback.doors.allocation.campaigns.services import campaign_choices, region_choices

_EDIT = "allocation.edit"


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    offers_scope("campaign", campaign_choices)
    offers_scope("region", region_choices)
    tabs.register(tabs.Tab("campaign", _("Campaign"), "allocation:campaign", 10, _EDIT))
