"""Addresses of the hours pages."""

from django.urls import path

from ringback.core.hours.views import calendars, members, own_calendar, parts, window

app_name = "hours"
urlpatterns = [
    path("", calendars.calendars, name="calendars"),
    path("new/", calendars.calendar, name="calendar-new"),
    path("week/", parts.week, name="week"),
    path("preview/", parts.preview, name="preview"),
    path("regions/", parts.regions, name="regions"),
    path("window/", window.window, name="window"),
    path("window/norm/", window.norm, name="window-norm"),
    path("window/try/", window.try_number, name="window-try"),
    path("you/", members.you, name="you"),
    path("you/calendar/", own_calendar.own_calendar, name="own-calendar"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/time-off/<int:time_off_id>/delete/", members.give_back, name="time-off-delete"),
    path("<int:calendar_id>/", calendars.calendar, name="calendar"),
    path("<int:calendar_id>/delete/", calendars.delete, name="calendar-delete"),
    path("<int:calendar_id>/exceptions/", calendars.add_exception, name="exception-new"),
    path(
        "<int:calendar_id>/exceptions/<int:exception_id>/delete/", calendars.delete_exception, name="exception-delete"
    ),
]
