"""Addresses of interviews."""

from django.urls import path

from ringback.doors.jobsearch.interviews import views

urlpatterns = [
    path("applications/<int:candidacy_id>/interview/", views.after, name="after-interview"),
    path("applications/<int:candidacy_id>/planned/", views.planned, name="planned"),
]
