"""Addresses of reviewing on the desk."""

from django.urls import path

from ringback.doors.allocation.reviewing import deed_views, views

urlpatterns = [
    path("<int:campaign_id>/review/", views.entries, name="review"),
    path("<int:campaign_id>/review/many/", deed_views.many, name="review-many"),
    path("<int:campaign_id>/review/deal/", deed_views.deal, name="review-deal"),
    path("<int:campaign_id>/review/next/", views.next_one, name="review-next"),
    path("<int:campaign_id>/decision/", views.decision, name="decision"),
    path("entries/<int:entry_id>/opinion/", deed_views.opinion, name="opinion"),
    path("entries/<int:entry_id>/step-aside/", deed_views.recuse, name="recuse"),
]
