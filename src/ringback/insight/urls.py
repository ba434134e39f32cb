"""Addresses of the reports."""

from django.urls import path

from ringback.insight import views

app_name = "insight"
urlpatterns = [path("kept/", views.kept, name="kept")]
