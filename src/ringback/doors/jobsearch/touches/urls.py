"""Addresses of touches and norms."""

from django.urls import path

from ringback.doors.jobsearch.touches import views

urlpatterns = [
    path("norms/", views.norms, name="norms"),
    path("applications/<int:candidacy_id>/touch/", views.note, name="touch"),
    path("applications/<int:candidacy_id>/second-best/", views.second_best, name="second-best"),
]
