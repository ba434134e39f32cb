"""Addresses of scorecards and of what managers look for."""

from django.urls import path

from ringback.doors.hiring.scoring import bank_views, views

urlpatterns = [
    path("<int:opening_id>/scorecard/", views.scorecard, name="scorecard"),
    path("<int:opening_id>/scorecard/bank/", bank_views.choose, name="bank-choose"),
    path("bank/", bank_views.bank, name="bank"),
    path("bank/question/", bank_views.question, name="bank-question"),
    path("<int:opening_id>/compare/", views.compare, name="compare"),
    path("applications/<int:application_id>/marks/", views.marks, name="marks"),
    path("applications/<int:application_id>/marks/look/", views.look, name="marks-look"),
    path("wishes/", views.wishes, name="wishes"),
    path("wishes/<int:member_id>/", views.wish, name="wish"),
]
