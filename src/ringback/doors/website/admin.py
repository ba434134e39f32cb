"""The tables of the website door, for the operator: to look at, with no visitor's data in the lists."""

from django.contrib import admin

from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.doors.website.models import CallbackRequest, Department, PromptRule, Site


@admin.register(Site, site=site)
class SiteAdmin(OperatorAdmin):
    """Sites and their limits."""

    list_display = ("name", "organisation", "country", "paused", "proof_of_work", "seen_at", "created_at")
    list_filter = ("paused", "proof_of_work")
    search_fields = ("name", "key")
    list_select_related = ("organisation",)


@admin.register(CallbackRequest, site=site)
class CallbackRequestAdmin(OperatorAdmin):
    """Requests, by site and result."""

    list_display = ("id", "site", "organisation", "created_at", "closed_at", "result")
    list_filter = ("result",)
    list_select_related = ("site", "organisation")


@admin.register(Department, site=site)
class DepartmentAdmin(OperatorAdmin):
    """Departments, by site."""

    list_display = ("name", "site", "key", "group")
    list_select_related = ("site", "group")


@admin.register(PromptRule, site=site)
class PromptRuleAdmin(OperatorAdmin):
    """Rules by which sites prompt."""

    list_display = ("name", "site", "position", "active")
    list_filter = ("active",)
    list_select_related = ("site",)
