"""Addresses of the pages on which a campaign is set up."""

from django.urls import path

from ringback.doors.allocation.campaigns import (
    agreement_views,
    option_views,
    question_views,
    region_views,
    trying_views,
    views,
)

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("new/", views.campaign, name="campaign-new"),
    path("<int:campaign_id>/", views.campaign, name="campaign"),
    path("<int:campaign_id>/open/", views.publish, name="campaign-open"),
    path("<int:campaign_id>/close/", views.close, name="campaign-close"),
    path("<int:campaign_id>/end/", views.end, name="campaign-end"),
    path("<int:campaign_id>/regions/", region_views.regions, name="regions"),
    path("<int:campaign_id>/questions/", question_views.questions, name="questions"),
    path("<int:campaign_id>/questions/new/", question_views.question, name="question-new"),
    path("<int:campaign_id>/questions/try/", trying_views.trying, name="questions-try"),
    path("<int:campaign_id>/questions/<slug:key>/move/", question_views.move, name="question-move"),
    path("<int:campaign_id>/questions/<slug:key>/", question_views.question, name="question"),
    path("<int:campaign_id>/options/", option_views.options, name="options"),
    path("<int:campaign_id>/options/preview/", option_views.preview, name="options-preview"),
    path("<int:campaign_id>/agreement/", agreement_views.agreement, name="agreement"),
]
