"""Addresses of interviews on the desk, beside those of openings and candidates."""

from django.urls import path

from ringback.doors.hiring.interviews import views

urlpatterns = [
    path("<int:opening_id>/interviews/", views.of_opening, name="interviews"),
    path("interviews/", views.day, name="interviews-day"),
    path("interviews/calendar/", views.calendar, name="calendar"),
    path("interviews/rooms/", views.rooms, name="rooms"),
    path("interviews/<int:interview_id>/", views.interview, name="interview"),
    path("interviews/<int:interview_id>/change/", views.change, name="interview-change"),
    path("applications/<int:application_id>/interview/", views.plan, name="interview-plan"),
]
