"""Addresses of the hiring pages on the desk."""

from django.urls import path

from ringback.doors.hiring.answers import views as answers
from ringback.doors.hiring.asking import views as asking
from ringback.doors.hiring.calling.urls import urlpatterns as calling
from ringback.doors.hiring.candidates import board_views as board
from ringback.doors.hiring.candidates import views as candidates
from ringback.doors.hiring.candidates.intake import views as intake
from ringback.doors.hiring.candidates.matching import views as matching
from ringback.doors.hiring.clients.urls import urlpatterns as clients
from ringback.doors.hiring.figures.urls import urlpatterns as figures
from ringback.doors.hiring.goodbye import approval_views as approving
from ringback.doors.hiring.goodbye import views as goodbye
from ringback.doors.hiring.interviews.urls import urlpatterns as interviews
from ringback.doors.hiring.openings import norm_views as norms
from ringback.doors.hiring.openings import stage_views as stages
from ringback.doors.hiring.openings import views as openings
from ringback.doors.hiring.scoring.urls import urlpatterns as scoring

app_name = "hiring"
urlpatterns = [
    path("", openings.openings, name="openings"),
    path("norms/", norms.norms, name="norms"),
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
    path("applications/<int:application_id>/contact/", candidates.contact, name="contact"),
    path("applications/<int:application_id>/merits/", candidates.merits, name="merits"),
    path("documents/<str:link>", candidates.document, name="document"),
    *interviews,
    *scoring,
    *clients,
    *figures,
    path("treatment/", asking.treatment, name="treatment"),
    *calling,
    path("<int:opening_id>/answers/", answers.answers, name="answers"),
    path("<int:opening_id>/reserve/", answers.reserve, name="reserve"),
    path("<int:opening_id>/consider/<int:application_id>/", answers.consider, name="consider"),
    path("<int:opening_id>/keep/<int:application_id>/", answers.ask_to_keep, name="keep-ask"),
    path("decisions/<int:decision_id>/cancel/", answers.cancel, name="decision-cancel"),
    path("applications/<int:application_id>/answered/", answers.by_hand, name="answered"),
    path("owed/", goodbye.owed, name="owed"),
    path("handing/", goodbye.handing, name="handing"),
    path("<int:opening_id>/approvals/", approving.approvals, name="approvals"),
    path("approvers/", approving.approvers, name="approvers"),
    path("decisions/", approving.decisions, name="decisions"),
    path("applications/<int:application_id>/ask/", goodbye.ask, name="ask"),
    path("<int:opening_id>/posted/", goodbye.manners, name="manners"),
    path("applications/<int:application_id>/goodbye/", goodbye.goodbye, name="goodbye"),
    path("applications/<int:application_id>/block/", goodbye.block, name="block"),
    path("applications/<int:application_id>/remind/", goodbye.remind, name="remind"),
    path("applications/<int:application_id>/link/", goodbye.link, name="link"),
    path("applications/<int:application_id>/reasons/", goodbye.reasons, name="reasons"),
    path("blockers/<int:blocker_id>/", goodbye.unblock, name="unblock"),
]
