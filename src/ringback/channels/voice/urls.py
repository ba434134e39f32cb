"""Addresses of the voice pages."""

from django.urls import path

from ringback.channels.voice.browser import views as browser
from ringback.channels.voice.music import views as music
from ringback.channels.voice.reviewing import views as reviewing
from ringback.channels.voice.spending import views as spending
from ringback.channels.voice.views import agents, calls, groups, recordings, said, trunks

app_name = "voice"
urlpatterns = [
    path("phone/", browser.phone, name="phone"),
    path("phone/here/", browser.here, name="phone-here"),
    path("phone/told/", browser.told, name="phone-told"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<str:call_id>/", calls.call, name="call"),
    path("calls/<str:call_id>/recording", recordings.recording, name="recording"),
    path("calls/<str:call_id>/hang-up/", calls.hang_up, name="hang-up"),
    path("calls/<str:call_id>/note/", said.dispose, name="dispose"),
    path("calls/<str:call_id>/typed/", said.note, name="note"),
    path("calls/<str:call_id>/value/", said.value, name="value"),
    path("calls/<str:call_id>/again/", said.again, name="again"),
    path("calls/<str:call_id>/never-again/", calls.never_again, name="never-again"),
    path("calls/<str:call_id>/score/", reviewing.score, name="score"),
    path("calls/<str:call_id>/comment/", reviewing.comment, name="comment"),
    path("scores/", reviewing.scores, name="scores"),
    path("scores/comments/<int:comment_id>/delete/", reviewing.take_back, name="comment-delete"),
    path("scorecards/", reviewing.scorecards, name="scorecards"),
    path("scorecards/new/", reviewing.scorecard, name="scorecard-new"),
    path("scorecards/<int:scorecard_id>/", reviewing.scorecard, name="scorecard"),
    path("scorecards/<int:scorecard_id>/delete/", reviewing.delete_scorecard, name="scorecard-delete"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.group, name="group-new"),
    path("groups/whisper/", groups.whisper, name="whisper"),
    path("groups/<int:group_id>/", groups.group, name="group"),
    path("groups/<int:group_id>/order/", groups.order, name="group-order"),
    path("groups/<int:group_id>/music/", music.music, name="group-music"),
    path("groups/<int:group_id>/music/sound", music.sound, name="group-music-sound"),
    path("groups/<int:group_id>/delete/", groups.delete_group, name="group-delete"),
    path("groups/agents/new/", agents.agent, name="agent-new"),
    path("groups/agents/<int:agent_id>/", agents.agent, name="agent"),
    path("groups/agents/<int:agent_id>/delete/", agents.delete_agent, name="agent-delete"),
    path("trunks/", trunks.trunks, name="trunks"),
    path("trunks/limit/", spending.day_limit, name="day-limit"),
    path("trunks/new/", trunks.trunk, name="trunk-new"),
    path("trunks/<int:trunk_id>/", trunks.trunk, name="trunk"),
    path("trunks/<int:trunk_id>/delete/", trunks.delete_trunk, name="trunk-delete"),
    path("test-call/", trunks.test_call, name="test-call"),
]
