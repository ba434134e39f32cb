"""The address of the link between one's own promise and an employer's."""

from django.urls import path

from ringback.doors.jobsearch.linked import views

urlpatterns = [path("applications/<int:candidacy_id>/link/", views.link, name="link")]
