"""Addresses of clients."""

from django.urls import path

from ringback.doors.hiring.clients import views

urlpatterns = [
    path("clients/", views.clients, name="clients"),
    path("clients/new/", views.client, name="client-new"),
    path("clients/<int:client_id>/", views.client, name="client"),
    path("<int:opening_id>/client/", views.of_opening, name="opening-client"),
    path("applications/<int:application_id>/client/", views.promised, name="client-promised"),
]
