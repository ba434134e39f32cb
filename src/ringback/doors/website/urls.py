"""Addresses of the Sites pages."""

from django.urls import path

from ringback.doors.website import views
from ringback.doors.website.installing import views as installing

app_name = "website"
urlpatterns = [
    path("", views.sites, name="sites"),
    path("new/", views.site, name="site-new"),
    path("preview/", views.preview, name="preview-new"),
    path("requests/", views.requests, name="requests"),
    path("<int:site_id>/", views.site, name="site"),
    path("<int:site_id>/install/", installing.install, name="install"),
    path("<int:site_id>/install/wordpress/", installing.wordpress, name="install-wordpress"),
    path("<int:site_id>/preview/", views.preview, name="preview"),
    path("<int:site_id>/requests/", views.requests, name="site-requests"),
    path("<int:site_id>/pause/", views.pause, name="pause"),
    path("<int:site_id>/delete/", views.delete, name="delete"),
]
