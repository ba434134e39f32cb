"""Addresses of the pipeline, of employers and of contacts."""

from django.urls import path

from ringback.doors.jobsearch.employers import views

urlpatterns = [
    path("", views.pipeline, name="pipeline"),
    path("applications/new/", views.edit, name="candidacy-new"),
    path("applications/<int:candidacy_id>/", views.candidacy, name="candidacy"),
    path("applications/<int:candidacy_id>/edit/", views.edit, name="candidacy-edit"),
    path("applications/<int:candidacy_id>/move/", views.move, name="move"),
]
