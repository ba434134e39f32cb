"""Addresses of the allocation pages on the desk."""

from django.urls import path

from ringback.doors.allocation.answers.urls import urlpatterns as answers
from ringback.doors.allocation.campaigns.urls import urlpatterns as campaigns
from ringback.doors.allocation.entries.urls import urlpatterns as entries
from ringback.doors.allocation.offers.urls import urlpatterns as offers
from ringback.doors.allocation.record import views as record
from ringback.doors.allocation.reviewing.urls import urlpatterns as reviewing

app_name = "allocation"
urlpatterns = [
    *campaigns,
    *entries,
    *reviewing,
    *answers,
    *offers,
    path("<int:campaign_id>/record/", record.record, name="record"),
    path("<int:campaign_id>/record/export/", record.exported, name="record-export"),
]
