"""Addresses of applications on the desk."""

from django.urls import path

from ringback.doors.allocation.entries import views

urlpatterns = [
    path("entries/<int:entry_id>/", views.entry, name="entry"),
    path("files/<str:file_link>", views.file, name="entry-file"),
    path("<int:campaign_id>/known/", views.known, name="known"),
]
