"""The kinds of message about an offer, each with texts that an organisation may make its own."""

from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.services import NoticeKind
from ringback.doors.allocation.answers.wording import kind

OFFERED = kind("offer", _("A place has become free for somebody who waits"), ("until",))
REMINDED = kind("reminded", _("An offer of a place comes to its end"), ("until",))
LAPSED = kind("lapsed", _("An offer of a place is over"))
SIGNED = kind("signed", _("The signed agreement"), ("sum",))
KINDS = (OFFERED, REMINDED, LAPSED, SIGNED)

NOTICES = (
    NoticeKind("allocation_passed", _("A place has passed on"), ("who", "campaign")),
    NoticeKind("allocation_freed", _("A place is free, and nobody waits"), ("who", "campaign")),
    NoticeKind("allocation_bought", _("A purchase was confirmed"), ("who", "campaign")),
    NoticeKind("allocation_term", _("The term of an agreement is over"), ("who", "campaign")),
)
