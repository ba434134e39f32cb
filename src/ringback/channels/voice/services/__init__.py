"""The voice channel's verbs: the only door through which other slices enter it."""

from ringback.channels.voice.browser.rules import ice_servers
from ringback.channels.voice.browser.services import Offer, Told, offer_to_visitor, visitor_says
from ringback.channels.voice.browser.services import available as pages_reachable
from ringback.channels.voice.own_line.checking import Account, placed
from ringback.channels.voice.own_line.checking import checked as checked_account
from ringback.channels.voice.queueing.services import Place, queue_place
from ringback.channels.voice.services.afterwards import CALL_AGAIN, call_again, keep_note, value_lead
from ringback.channels.voice.services.by_hand import call_back, call_promised, may_call
from ringback.channels.voice.services.calls import (
    CallOrder,
    Progress,
    dispose,
    hang_up,
    members_rung,
    never_call_again,
    place,
    progress,
    progress_of,
    test_call,
    withdraw,
)
from ringback.channels.voice.services.crews import members_of_group
from ringback.channels.voice.services.first import (
    may_be_rung_first,
    may_ring_first,
    some_ring_first,
    waits_on_the_line,
    was_rung_first,
)
from ringback.channels.voice.services.own_line import call_by_own_line, end_own_call, own_call
from ringback.channels.voice.services.presence import any_agent_available, member_spoken_to, set_presence
from ringback.channels.voice.services.restored import doubt_open_calls, rehouse_captures
from ringback.channels.voice.services.setup import (
    AgentValues,
    GroupValues,
    TrunkValues,
    delete_agent,
    delete_group,
    delete_trunk,
    order_places,
    save_agent,
    save_group,
    save_trunk,
)
from ringback.channels.voice.whispered import usual as usual_words

__all__ = [
    "CALL_AGAIN",
    "Account",
    "AgentValues",
    "CallOrder",
    "GroupValues",
    "Offer",
    "Place",
    "Progress",
    "Told",
    "TrunkValues",
    "any_agent_available",
    "call_again",
    "call_back",
    "call_by_own_line",
    "call_promised",
    "checked_account",
    "delete_agent",
    "delete_group",
    "delete_trunk",
    "dispose",
    "doubt_open_calls",
    "end_own_call",
    "hang_up",
    "ice_servers",
    "keep_note",
    "may_be_rung_first",
    "may_call",
    "may_ring_first",
    "member_spoken_to",
    "members_of_group",
    "members_rung",
    "never_call_again",
    "offer_to_visitor",
    "order_places",
    "own_call",
    "pages_reachable",
    "place",
    "placed",
    "progress",
    "progress_of",
    "queue_place",
    "rehouse_captures",
    "save_agent",
    "save_group",
    "save_trunk",
    "set_presence",
    "some_ring_first",
    "test_call",
    "usual_words",
    "value_lead",
    "visitor_says",
    "waits_on_the_line",
    "was_rung_first",
    "withdraw",
]
