"""Addresses of the figures, beside those of openings and candidates."""

from django.urls import path

from ringback.doors.hiring.figures import views

urlpatterns = [
    path("figures/", views.figures, name="figures"),
    path("figures/table.csv", views.table_csv, name="figures-csv"),
    path("figures/behind/", views.behind, name="figures-behind"),
    path("figures/compared/", views.compared, name="figures-compared"),
    path("<int:opening_id>/figures/", views.of_opening, name="opening-figures"),
]
