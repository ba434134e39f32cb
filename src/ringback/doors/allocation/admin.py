"""The tables of the allocation door, for the operator: to look at, with no applicant's data in the lists."""

from django.contrib import admin

from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.doors.allocation.campaigns.models import Campaign, Region


@admin.register(Campaign, site=site)
class CampaignAdmin(OperatorAdmin):
    """Campaigns, by state."""

    list_display = ("title", "organisation", "state", "places", "opens_at", "published_at")
    list_filter = ("state",)
    list_select_related = ("organisation",)


@admin.register(Region, site=site)
class RegionAdmin(OperatorAdmin):
    """Regions with their last days."""

    list_display = ("name", "campaign", "zone", "closes_on", "closes_at")
    list_select_related = ("campaign",)
