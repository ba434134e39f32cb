"""Addresses of the people pages."""

from django.urls import path

from ringback.core.people.views import data, lists, persons

app_name = "people"
urlpatterns = [
    path("", persons.persons, name="persons"),
    path("<int:person_id>/", persons.person, name="person"),
    path("<int:person_id>/change/", persons.change, name="change"),
    path("<int:person_id>/phones/", persons.add_phone, name="add-phone"),
    path("<int:person_id>/emails/", persons.add_email, name="add-email"),
    path("<int:person_id>/consents/", persons.agree, name="agree"),
    path("<int:person_id>/never-again/", persons.never_again, name="never-again"),
    path("<int:person_id>/merge/", data.merge, name="merge"),
    path("<int:person_id>/export/", data.export, name="export"),
    path("<int:person_id>/erase/", data.erase, name="erase"),
    path("phones/<int:phone_id>/remove/", persons.remove_phone, name="remove-phone"),
    path("emails/<int:email_id>/remove/", persons.remove_email, name="remove-email"),
    path("consents/<int:consent_id>/withdraw/", persons.withdraw, name="withdraw"),
    path("merges/<int:merge_id>/undo/", data.undo_merge, name="undo-merge"),
    path("no-contact/", lists.closed, name="closed"),
    path("no-contact/import/", lists.import_list, name="import"),
    path("no-contact/list.csv", lists.export_list, name="export-list"),
    path("no-contact/<int:closed_id>/lift/", lists.lift, name="lift"),
    path("receipts/", data.receipts, name="receipts"),
    path("retention/", lists.retention, name="retention"),
]
