"""The tables of hours, for the operator."""

from django.contrib import admin

from ringback.base.accounts.operator_site import OperatorAdmin, site
from ringback.core.hours.models import Calendar, CallingWindow, SpecialDays, TimeOff


@admin.register(Calendar, site=site)
class CalendarAdmin(OperatorAdmin):
    """Whose hours there are."""

    list_display = ("organisation", "scope", "scope_id", "zone", "holiday_country", "holiday_region", "changed_at")
    list_filter = ("scope",)
    list_select_related = ("organisation",)


@admin.register(SpecialDays, site=site)
class SpecialDaysAdmin(OperatorAdmin):
    """Exceptions of calendars."""

    list_display = ("calendar", "first_day", "last_day", "note")
    list_select_related = ("calendar",)


@admin.register(TimeOff, site=site)
class TimeOffAdmin(OperatorAdmin):
    """Who is away."""

    list_display = ("member", "organisation", "starts_at", "ends_at", "whole_days")
    list_select_related = ("member__user", "organisation")


@admin.register(CallingWindow, site=site)
class CallingWindowAdmin(OperatorAdmin):
    """When organisations let people be called."""

    list_display = ("organisation", "on_holidays", "source", "changed_at")
    list_select_related = ("organisation",)
