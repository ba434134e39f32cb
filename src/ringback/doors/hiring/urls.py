"""Addresses of the hiring pages on the desk."""

from django.urls import path

from ringback.doors.hiring.candidates import board_views as board
from ringback.doors.hiring.candidates import views as candidates
from ringback.doors.hiring.candidates.intake import views as intake
from ringback.doors.hiring.candidates.matching import views as matching
from ringback.doors.hiring.interviews.urls import urlpatterns as interviews
from ringback.doors.hiring.openings import stage_views as stages
from ringback.doors.hiring.openings import views as openings

app_name = "hiring"
urlpatterns = [
    path("", openings.openings, name="openings"),
    path("new/", openings.opening, name="opening-new"),
    path("<int:opening_id>/", openings.opening, name="opening"),
    path("<int:opening_id>/open/", openings.publish, name="opening-open"),
    path("<int:opening_id>/close/", openings.close, name="opening-close"),
    path("<int:opening_id>/candidates/", candidates.candidates, name="candidates"),
    path("<int:opening_id>/stages/", stages.stages, name="stages"),
    path("<int:opening_id>/board/", board.board, name="board"),
    path("<int:opening_id>/intake/", intake.intake, name="intake"),
    path("<int:opening_id>/matches/", matching.matches, name="matches"),
    path("<int:opening_id>/many/", board.many, name="many"),
    path("<int:opening_id>/funnel/", candidates.funnel, name="funnel"),
    path("applications/<int:application_id>/", candidates.application, name="application"),
    path("applications/<int:application_id>/move/", candidates.move, name="move"),
    path("applications/<int:application_id>/merits/", candidates.merits, name="merits"),
    path("documents/<str:link>", candidates.document, name="document"),
    *interviews,
]
