"""The verbs of promises: the only door through which other slices enter."""

from ringback.core.promises.keeping import HandedOver, Handler, keeps
from ringback.core.promises.models import Attempt, Direction, Promise, State
from ringback.core.promises.rules import Cap, Outcome, Policy, Quiet, Step, Target, To, When
from ringback.core.promises.services.by_hand import cancel, mark_kept, reschedule, resolve_uncertain
from ringback.core.promises.services.contacts import recent_contacts
from ringback.core.promises.services.gate import admit
from ringback.core.promises.services.life import settle
from ringback.core.promises.services.making import Draft, make, make_and_keep
from ringback.core.promises.services.minding import mind
from ringback.core.promises.services.notices import NOTICE, notify
from ringback.core.promises.services.reporting import Report, report, report_all, under_way
from ringback.core.promises.services.standing import Standing, standing
from ringback.core.promises.services.targets import offers_crews

__all__ = [
    "NOTICE",
    "Attempt",
    "Cap",
    "Direction",
    "Draft",
    "HandedOver",
    "Handler",
    "Outcome",
    "Policy",
    "Promise",
    "Quiet",
    "Report",
    "Standing",
    "State",
    "Step",
    "Target",
    "To",
    "When",
    "admit",
    "cancel",
    "keeps",
    "make",
    "make_and_keep",
    "mark_kept",
    "mind",
    "notify",
    "offers_crews",
    "recent_contacts",
    "report",
    "report_all",
    "reschedule",
    "resolve_uncertain",
    "settle",
    "standing",
    "under_way",
]
