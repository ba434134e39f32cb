"""Addresses of the Visitors pages."""

from django.urls import path

from ringback.doors.website.visitors import views

app_name = "visitors"
urlpatterns = [
    path("", views.visitors, name="visitors"),
    path("<int:visit_id>/", views.visit, name="visit"),
    path("sites/<int:site_id>/", views.wishes, name="wishes"),
]
