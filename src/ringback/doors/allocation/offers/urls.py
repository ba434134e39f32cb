"""Addresses of offers on the desk."""

from django.urls import path

from ringback.doors.allocation.offers import views

urlpatterns = [
    path("<int:campaign_id>/offers/", views.offers, name="offers"),
    path("<int:campaign_id>/offers/fill/", views.fill, name="offers-fill"),
    path("offers/<int:held_id>/agreement.pdf", views.agreement, name="offer-agreement"),
]
