"""Addresses of answers on the desk."""

from django.urls import path

from ringback.doors.allocation.answers import views

urlpatterns = [
    path("<int:campaign_id>/answers/", views.answers, name="answers"),
    path("<int:campaign_id>/answers/publish/", views.publish, name="answers-publish"),
    path("answers/<int:answer_id>/by-hand/", views.by_hand, name="answer-by-hand"),
]
