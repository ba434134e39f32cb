"""Addresses that candidates see."""

from django.urls import path

from ringback.doors.hiring.candidates import public

app_name = "jobs"
urlpatterns = [
    path("jobs/<str:token>/", public.job, name="job"),
    path("jobs/<str:token>/thanks/", public.thanks, name="thanks"),
]
