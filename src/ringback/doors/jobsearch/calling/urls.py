"""Addresses of the call card."""

from django.urls import path

from ringback.doors.jobsearch.calling import views

urlpatterns = [
    path("applications/<int:candidacy_id>/call/", views.card, name="call"),
    path("applications/<int:candidacy_id>/call/notes/", views.notes, name="call-notes"),
    path("applications/<int:candidacy_id>/call/line/", views.line, name="call-line"),
    path("phone/", views.phone, name="phone"),
]
