"""Addresses of interviews."""

from django.urls import path

from ringback.doors.jobsearch.interviews import views

urlpatterns = [path("applications/<int:candidacy_id>/interview/", views.after, name="after-interview")]
