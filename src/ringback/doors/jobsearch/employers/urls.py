"""Addresses of the pipeline, of employers and of contacts."""

from django.urls import path

from ringback.doors.jobsearch.employers import people_views as people
from ringback.doors.jobsearch.employers import search_views as search
from ringback.doors.jobsearch.employers import views

urlpatterns = [
    path("", views.pipeline, name="pipeline"),
    path("applications/new/", views.edit, name="candidacy-new"),
    path("applications/<int:candidacy_id>/", views.candidacy, name="candidacy"),
    path("applications/<int:candidacy_id>/edit/", views.edit, name="candidacy-edit"),
    path("applications/<int:candidacy_id>/move/", views.move, name="move"),
    path("book/", people.book, name="book"),
    path("employers/new/", people.employer, name="employer-new"),
    path("employers/<int:employer_id>/", people.employer, name="employer"),
    path("contacts/new/", people.contact, name="contact-new"),
    path("contacts/<int:contact_id>/", people.contact, name="contact"),
    path("intake/", search.intake, name="intake"),
    path("begin/", search.begin, name="begin"),
    path("close/", search.close, name="close"),
]
