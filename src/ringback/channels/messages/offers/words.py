"""Offers to many in words a person reads: how one stands, and why somebody gets nothing."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages.offers.rules import LeftOut, Standing
from ringback.channels.messages.words import Look

Text = str | Promise

_LOOKS: Mapping[Standing, Look] = {
    Standing.DRAFT: Look(_("Draft"), "calm", "note"),
    Standing.MAKING: Look(_("Being prepared"), "wait", "refresh"),
    Standing.WAITING: Look(_("Waits for its time"), "wait", "clock"),
    Standing.SENDING: Look(_("Being sent"), "wait", "mail"),
    Standing.SENT: Look(_("Sent"), "good", "check"),
    Standing.STOPPING: Look(_("Being stopped"), "wait", "hand-stop"),
    Standing.STOPPED: Look(_("Stopped"), "calm", "hand-stop"),
}
_LEFT_OUT: Mapping[LeftOut, Text] = {
    LeftOut.NOT_AGREED: _("have not agreed to offers sent like this"),
    LeftOut.NO_ADDRESS: _("agreed, but no e-mail address is known"),
    LeftOut.NO_NUMBER: _("agreed, but no mobile number is known"),
    LeftOut.ASKED_NOT_TO: _("asked not to be written to at all"),
    LeftOut.OPTED_OUT: _("left the offers by a link"),
    LeftOut.CAME_BACK: _("have an address that mail came back from"),
    LeftOut.ENOUGH: _("have had as many offers in thirty days as you send"),
    LeftOut.NOTHING_SAID: _("would get an empty subject or text: their name is not known"),
}


def look(standing: Standing) -> Look:
    """How an offer stands."""
    return _LOOKS[standing]


def left_out(counts: Mapping[LeftOut, int]) -> list[tuple[int, Text]]:
    """How many get nothing and why, the usual reasons first."""
    return [(counts[reason], _LEFT_OUT[reason]) for reason in LeftOut if counts.get(reason)]
