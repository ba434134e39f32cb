"""Addresses of the pages on which a campaign is set up."""

from django.urls import path

from ringback.doors.allocation.campaigns import views

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("new/", views.campaign, name="campaign-new"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("<int:campaign_id>/open/", views.publish, name="campaign-open"),
    path("<int:campaign_id>/close/", views.close, name="campaign-close"),
    path("<int:campaign_id>/end/", views.end, name="campaign-end"),
]
