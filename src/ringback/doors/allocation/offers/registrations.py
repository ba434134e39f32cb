"""What offers register: their messages and promises, what is held about applicants, and their pages."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import declare, declare_notice
from ringback.core.promises.services import keeps
from ringback.doors.allocation import panels, tabs
from ringback.doors.allocation.answers.services import when_all_given, when_given
from ringback.doors.allocation.entries.status import tells_status
from ringback.doors.allocation.offers import keep, personal_data, public, views
from ringback.doors.allocation.offers.services import follow_answer, pass_on_unanswered
from ringback.doors.allocation.offers.services.offering import EXPIRES, REMINDS
from ringback.doors.allocation.offers.services.signing import TERM
from ringback.doors.allocation.offers.wording import KINDS, NOTICES
from ringback.doors.allocation.record.words import says

_DEEDS = {
    "offer.made": _("offered a place"),
    "offer.accepted": _("noted that the offer was accepted"),
    "offer.declined": _("noted that the offer was declined"),
    "offer.expired": _("noted that the offer ran out"),
    "place.passed_on": _("passed a place on to who follows on the list"),
    "place.freed": _("noted a place as free: nobody waits"),
    "agreement.signed": _("noted that the agreement was signed"),
    "agreement.ended": _("noted that the agreement binds no longer"),
    "purchase.confirmed": _("noted that the purchase was confirmed"),
}


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    keeps(EXPIRES, keep.ExpiringHandler(), _("Offers of a place that run out"))
    keeps(REMINDS, keep.RemindingHandler(), _("Reminders of offers of a place"))
    keeps(TERM, keep.TermHandler(), _("Terms of signed agreements"))
    for kind in KINDS:
        declare(kind)
    for notice in NOTICES:
        declare_notice(notice)
    when_given(follow_answer)
    when_all_given(pass_on_unanswered)
    tells_status("offers", public.tell_status)
    for deed, words in _DEEDS.items():
        says(deed, words)
    personal_data.register()
    panels.register(panels.Panel("offer", 60, views.panel))
    tabs.register(
        tabs.Tab(
            "offers", _("Offers"), "allocation:offers", 70, permission="allocation.publish", group=tabs.Group.ANSWERS
        )
    )
