"""Addresses that applicants see, below /apply/."""

from django.urls import path

from ringback.doors.allocation.entries import public, status
from ringback.doors.allocation.offers import public as offers

app_name = "apply"
urlpatterns = [
    path("answer/<str:link>/", offers.answer, name="answer"),
    path("answer/<str:link>/agreement.pdf", offers.paper, name="agreement"),
    path("status/<str:form_token>/", status.status, name="status"),
    path("status/<str:form_token>/withdraw/", status.withdraw, name="withdraw"),
    path("<str:token>/", public.apply, name="apply"),
    path("<str:token>/draft/<str:form_token>/", public.draft, name="draft"),
]
