"""The verbs of promises: the only door through which other slices enter."""

from ringback.core.promises.keeping import Ended, HandedOver, Handler, keeps, label_of
from ringback.core.promises.linking import Far, links
from ringback.core.promises.models import Attempt, Direction, Promise, State
from ringback.core.promises.nightly import every_night
from ringback.core.promises.rules import Cap, Outcome, Policy, Quiet, Step, Target, To, When
from ringback.core.promises.rules.moving import Hindrance, Shift, shifted
from ringback.core.promises.said import seals_words
from ringback.core.promises.services.about import cancel_about, open_about
from ringback.core.promises.services.acting import may_act
from ringback.core.promises.services.ahead import check_ahead
from ringback.core.promises.services.awaited import they_reached_us
from ringback.core.promises.services.bound_hours import bind, bound_to
from ringback.core.promises.services.bulk import (
    MOST_AT_ONCE,
    Bulk,
    cancel_all,
    hand_over,
    hand_over_in_turn,
    hand_over_to_group,
    in_turn,
    open_of,
    reschedule_all,
)
from ringback.core.promises.services.by_hand import cancel, mark_kept, reschedule, resolve_uncertain, say
from ringback.core.promises.services.clearing import clear
from ringback.core.promises.services.closing import hours_end
from ringback.core.promises.services.come_in import Owed, came_in_vain, come_in
from ringback.core.promises.services.coming import Coming, coming
from ringback.core.promises.services.contacts import persons_contacted, recent_contacts
from ringback.core.promises.services.correcting import correct
from ringback.core.promises.services.doubting import doubt_since
from ringback.core.promises.services.gate import NO_HOUR, admit
from ringback.core.promises.services.leaving import LeftBehind, left_behind, open_counts
from ringback.core.promises.services.life import progress_rings, settle
from ringback.core.promises.services.linking import (
    Linked,
    accept_link,
    carry_link,
    forget_links,
    linked,
    offer_link,
    offered,
    withdraw_link,
)
from ringback.core.promises.services.making import MAKING_ROWS, Draft, make, make_and_keep
from ringback.core.promises.services.minding import mind
from ringback.core.promises.services.notices import NOTICE, forget_notices, notify
from ringback.core.promises.services.of_house import make_of_house
from ringback.core.promises.services.putting_off import put_back
from ringback.core.promises.services.recurring import Chore, every, nightly, plan_chore, recurs
from ringback.core.promises.services.reporting import Report, report, report_all, under_way
from ringback.core.promises.services.several import Choice, Looked, look_at
from ringback.core.promises.services.standing import Standing, standing
from ringback.core.promises.services.stored import (
    Governed,
    GovernedRow,
    door_policy,
    governs,
    names_of,
    policies,
    policy,
    policy_for,
    reset_door_policy,
    reset_policy,
    save_door_policy,
    save_policy,
    words,
)
from ringback.core.promises.services.takers import Manner, Taker, hand_over_one, hand_over_to, taker_choices
from ringback.core.promises.services.taking_up import take_up
from ringback.core.promises.services.targets import offers_crews
from ringback.core.promises.services.timelines import timelines
from ringback.core.promises.services.waiting import Waiting, why_not_now

__all__ = [
    "MAKING_ROWS",
    "MOST_AT_ONCE",
    "NOTICE",
    "NO_HOUR",
    "Attempt",
    "Bulk",
    "Cap",
    "Choice",
    "Chore",
    "Coming",
    "Direction",
    "Draft",
    "Ended",
    "Far",
    "Governed",
    "GovernedRow",
    "HandedOver",
    "Handler",
    "Hindrance",
    "LeftBehind",
    "Linked",
    "Looked",
    "Manner",
    "Outcome",
    "Owed",
    "Policy",
    "Promise",
    "Quiet",
    "Report",
    "Shift",
    "Standing",
    "State",
    "Step",
    "Taker",
    "Target",
    "To",
    "Waiting",
    "When",
    "accept_link",
    "admit",
    "bind",
    "bound_to",
    "came_in_vain",
    "cancel",
    "cancel_about",
    "cancel_all",
    "carry_link",
    "check_ahead",
    "clear",
    "come_in",
    "coming",
    "correct",
    "door_policy",
    "doubt_since",
    "every",
    "every_night",
    "forget_links",
    "forget_notices",
    "governs",
    "hand_over",
    "hand_over_in_turn",
    "hand_over_one",
    "hand_over_to",
    "hand_over_to_group",
    "hours_end",
    "in_turn",
    "keeps",
    "label_of",
    "left_behind",
    "linked",
    "links",
    "look_at",
    "make",
    "make_and_keep",
    "make_of_house",
    "mark_kept",
    "may_act",
    "mind",
    "names_of",
    "nightly",
    "notify",
    "offer_link",
    "offered",
    "offers_crews",
    "open_about",
    "open_counts",
    "open_of",
    "persons_contacted",
    "plan_chore",
    "policies",
    "policy",
    "policy_for",
    "progress_rings",
    "put_back",
    "recent_contacts",
    "recurs",
    "report",
    "report_all",
    "reschedule",
    "reschedule_all",
    "reset_door_policy",
    "reset_policy",
    "resolve_uncertain",
    "save_door_policy",
    "save_policy",
    "say",
    "seals_words",
    "settle",
    "shifted",
    "standing",
    "take_up",
    "taker_choices",
    "they_reached_us",
    "timelines",
    "under_way",
    "why_not_now",
    "withdraw_link",
    "words",
]
