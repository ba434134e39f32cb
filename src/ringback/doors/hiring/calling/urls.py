"""Addresses of the call card and of how an opening's candidates are called."""

from django.urls import path

from ringback.doors.hiring.calling import views

urlpatterns = [
    path("<int:opening_id>/calls/", views.plan, name="call-plan"),
    path("applications/<int:application_id>/call/", views.card, name="call"),
    path("applications/<int:application_id>/call/line/", views.line, name="call-line"),
    path("applications/<int:application_id>/call/interest/", views.interest, name="call-interest"),
    path("applications/<int:application_id>/call/email/", views.email, name="call-email"),
]
