"""Addresses that candidates see."""

from django.urls import path

from ringback.doors.hiring.candidates import public
from ringback.doors.hiring.goodbye import status
from ringback.doors.hiring.interviews import public as interviews

app_name = "jobs"
urlpatterns = [
    path("jobs/answer/<str:link>/", status.status, name="status"),
    path("jobs/<str:token>/", public.job, name="job"),
    path("jobs/<str:token>/thanks/", public.thanks, name="thanks"),
    path("calendars/<str:token>.ics", interviews.feed, name="feed"),
    path("interviews/<str:link>", interviews.interview, name="interview"),
]
