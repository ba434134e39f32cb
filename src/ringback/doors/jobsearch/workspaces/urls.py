"""Addresses of opening a workspace, and of what is said of oneself there."""

from django.urls import path

from ringback.doors.jobsearch.workspaces import views

urlpatterns = [
    path("open/", views.open_own, name="open"),
    path("me/", views.me, name="me"),
    path("me/export/", views.export, name="export"),
    path("me/delete/", views.delete, name="delete"),
]
