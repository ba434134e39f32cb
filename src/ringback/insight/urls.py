"""Addresses of the reports."""

from django.urls import path

from ringback.insight import views
from ringback.insight.statistics import views as statistics

app_name = "insight"
urlpatterns = [
    path("kept/", views.kept, name="kept"),
    path("figures/", statistics.figures, name="statistics"),
    path("figures/table.csv", statistics.table_csv, name="statistics-csv"),
    path("figures/requests/", statistics.behind, name="statistics-behind"),
]
