"""Addresses of letters, mail from employers and one's own mailbox."""

from django.urls import path

from ringback.doors.jobsearch.letters import mail_views, views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/<int:letter_id>/", views.letter, name="letter"),
    path("letters/<int:letter_id>/send/", views.send, name="letter-send"),
    path("letters/<int:letter_id>/settle/", views.settle, name="letter-settle"),
    path("applications/<int:candidacy_id>/letter/", views.begin, name="letter-new"),
    path("mailbox/", mail_views.mailbox, name="mailbox"),
    path("mails/", mail_views.mails, name="mails"),
    path("mails/<int:mail_id>/", mail_views.mail, name="mail"),
    path("mails/<int:mail_id>/files/<int:mail_file_id>/", mail_views.mail_file, name="mail-file"),
]
