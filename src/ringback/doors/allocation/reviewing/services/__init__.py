"""The verbs of reviewing."""

from ringback.doors.allocation.reviewing.services.choosing import change_places, choose, unchoose
from ringback.doors.allocation.reviewing.services.countdown import follow_campaign
from ringback.doors.allocation.reviewing.services.dealing_out import assign, deal, reviewers_of
from ringback.doors.allocation.reviewing.services.finding import Done, circumstances, may_do
from ringback.doors.allocation.reviewing.services.forwarding import forward, take_back
from ringback.doors.allocation.reviewing.services.opining import Seen, opine, opine_many, seen
from ringback.doors.allocation.reviewing.services.stepping_aside import recuse
from ringback.doors.allocation.reviewing.services.unseen import nobody_looked_at

__all__ = [
    "Done",
    "Seen",
    "assign",
    "change_places",
    "choose",
    "circumstances",
    "deal",
    "follow_campaign",
    "forward",
    "may_do",
    "nobody_looked_at",
    "opine",
    "opine_many",
    "recuse",
    "reviewers_of",
    "seen",
    "take_back",
    "unchoose",
]
