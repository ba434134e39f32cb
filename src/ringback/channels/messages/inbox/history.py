"""Mail and text messages that came in, and addresses that mail came back from, as lines of a person's history."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.channels.messages.inbox import words
from ringback.channels.messages.mail.addresses import hidden
from ringback.channels.messages.models import BouncedAddress, InboundMessage, MailKind
from ringback.core.people import services as people
from ringback.core.people.services import Happening

# Whose subject, or beginning, the line itself says.
_WRITTEN = (MailKind.LETTER, MailKind.WRITTEN, MailKind.TEXT)


def register() -> None:
    """Let mail that came in stand in the history of its person; doing so again changes nothing."""
    people.tells_history("inbox", happenings)
    people.tells_history("bounces", bounces)


def happenings(actor: Actor, person_ids: tuple[int, ...], most: int) -> Iterable[Happening]:
    """The person's mails that the actor may see, newest first."""
    if not actor.may("messages.see"):
        return
    rows = InboundMessage.objects.filter(organisation_id=actor.organisation_id, person_id__in=person_ids)
    for one in rows.select_related("calendar").defer("text").order_by("-id")[:most]:
        yield Happening(
            at=one.arrived_at,
            icon=_icon(one),
            title=words.title(one),
            detail=one.subject if one.kind not in _WRITTEN else "",
            url=reverse("correspondence:inbound", args=[one.public_id]),
        )


def _icon(one: InboundMessage) -> str:
    if one.kind == MailKind.TEXT:
        return "device-mobile"
    return "mail" if one.kind in _WRITTEN else words.look(one).icon


def bounces(actor: Actor, person_ids: tuple[int, ...], most: int) -> Iterable[Happening]:
    """The person's addresses to which nothing is sent any more, since mail came back from there."""
    rows = BouncedAddress.objects.filter(organisation_id=actor.organisation_id, person_id__in=person_ids)
    for one in rows.order_by("-at")[:most]:
        address = one.address if actor.may("numbers.see") else hidden(one.address)
        yield Happening(
            at=one.at,
            icon="alert-circle",
            title=_("Nothing is sent to %(address)s: mail came back") % {"address": address},
            detail=" ".join(filter(None, [one.status, one.why])),
        )
