"""Addresses of the Sites pages."""

from django.urls import path

from ringback.doors.website import views
from ringback.doors.website.choosing import pages as choosing
from ringback.doors.website.faces import views as faces
from ringback.doors.website.installing import views as installing
from ringback.doors.website.polls import views as polls
from ringback.doors.website.previewing import rule_preview
from ringback.doors.website.prompts import views as prompts
from ringback.doors.website.writing import views as writing

app_name = "website"
urlpatterns = [
    path("", views.sites, name="sites"),
    path("new/", views.site, name="site-new"),
    path("preview/", views.preview, name="preview-new"),
    path("requests/", views.requests, name="requests"),
    path("<int:site_id>/", views.site, name="site"),
    path("<int:site_id>/install/", installing.install, name="install"),
    path("<int:site_id>/install/wordpress/", installing.wordpress, name="install-wordpress"),
    path("<int:site_id>/faces/", faces.faces, name="faces"),
    path("<int:site_id>/faces/logo/", faces.logo, name="logo"),
    path("<int:site_id>/departments/", faces.departments, name="departments"),
    path("<int:site_id>/departments/new/", faces.department, name="department-new"),
    path("<int:site_id>/departments/<int:department_id>/", faces.department, name="department"),
    path("<int:site_id>/departments/<int:department_id>/delete/", faces.department_delete, name="department-delete"),
    path("<int:site_id>/departments/<int:department_id>/up/", faces.department_up, name="department-up"),
    path("<int:site_id>/times/", choosing.times, name="times"),
    path("<int:site_id>/prompts/", prompts.prompts, name="prompts"),
    path("<int:site_id>/prompts/trial/", prompts.trial, name="trial"),
    path("<int:site_id>/prompts/new/", prompts.rule, name="rule-new"),
    path("<int:site_id>/prompts/new/preview/", rule_preview, name="rule-preview-new"),
    path("<int:site_id>/prompts/<int:rule_id>/", prompts.rule, name="rule"),
    path("<int:site_id>/prompts/<int:rule_id>/preview/", rule_preview, name="rule-preview"),
    path("<int:site_id>/prompts/<int:rule_id>/act/", prompts.rule_act, name="rule-act"),
    path("<int:site_id>/results/", prompts.results, name="results"),
    path("<int:site_id>/polls/", polls.polls, name="polls"),
    path("<int:site_id>/polls/new/", polls.poll, name="poll-new"),
    path("<int:site_id>/polls/<int:poll_id>/", polls.poll, name="poll"),
    path("<int:site_id>/polls/<int:poll_id>/delete/", polls.poll_delete, name="poll-delete"),
    path("<int:site_id>/polls/<int:poll_id>/results/", polls.poll_results, name="poll-results"),
    path("<int:site_id>/polls/<int:poll_id>/results.csv", polls.poll_csv, name="poll-csv"),
    path("<int:site_id>/writing/", writing.writing, name="writing"),
    path("<int:site_id>/preview/", views.preview, name="preview"),
    path("<int:site_id>/requests/", views.requests, name="site-requests"),
    path("<int:site_id>/pause/", views.pause, name="pause"),
    path("<int:site_id>/delete/", views.delete, name="delete"),
]
