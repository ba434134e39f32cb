"""Mail that came in, in words a person reads."""

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.channels.messages.models import CalendarAnswer, InboundMessage, MailKind
from ringback.channels.messages.words import Look

Text = str | Promise

_PARTSTATS: dict[str, Look] = {
    "ACCEPTED": Look(gettext_lazy("Accepted the invitation"), "good", "check"),
    "DECLINED": Look(gettext_lazy("Declined the invitation"), "bad", "x"),
    "TENTATIVE": Look(gettext_lazy("May come"), "wait", "help-circle"),
    "DELEGATED": Look(gettext_lazy("Sends somebody else"), "wait", "users"),
}
_COUNTER = Look(gettext_lazy("Proposes another time"), "wait", "calendar")
_ANSWERED = Look(gettext_lazy("Answered the invitation"), "calm", "calendar")
_KINDS = {
    MailKind.AUTOMATIC: Look(MailKind.AUTOMATIC.label, "calm", "refresh"),
    MailKind.BOUNCE: Look(MailKind.BOUNCE.label, "bad", "alert-circle"),
}
_NEW = Look(gettext_lazy("New"), "wait", "mail")
_OPEN = Look(gettext_lazy("Open"), "calm", "clock")
_DONE = Look(gettext_lazy("Done"), "calm", "check")
_ANSWERED_BY_US = Look(gettext_lazy("Answered"), "good", "check")


def look(inbound: InboundMessage) -> Look:
    """How a mail stands in a list: what it is where that says more, else whether it is done."""
    if inbound.kind == MailKind.CALENDAR:
        return calendar_look(inbound.calendar)
    if inbound.kind in _KINDS:
        return _KINDS[MailKind(inbound.kind)]
    return progress(inbound)


def progress(inbound: InboundMessage) -> Look:
    """Whether somebody has yet to do something about it."""
    if inbound.answer_id is not None:
        return _ANSWERED_BY_US
    if inbound.done_at is not None:
        return _DONE
    return _OPEN if inbound.seen_at else _NEW


def calendar_look(answer: CalendarAnswer) -> Look:
    """An answer to an invitation: "Declined the invitation"."""
    return _COUNTER if answer.method == "COUNTER" else _PARTSTATS.get(answer.partstat, _ANSWERED)


def beginning(inbound: InboundMessage) -> str:
    """What a list calls a mail: its subject, or how a text message begins, which has none."""
    if inbound.kind == MailKind.TEXT:
        return Truncator(" ".join(inbound.text.split())).chars(80) or _("(no text)")
    return inbound.subject or _("(no subject)")


def title(inbound: InboundMessage) -> str:
    """What a mail is called where one line says it."""
    if inbound.kind == MailKind.CALENDAR:
        return str(calendar_look(inbound.calendar).label)
    if inbound.kind in (MailKind.LETTER, MailKind.WRITTEN):
        return _("Wrote: {subject}").format(subject=inbound.subject or _("(no subject)"))
    if inbound.kind == MailKind.TEXT:
        return _("Sent a text message")
    return str(MailKind(inbound.kind).label)
