"""Mail that came in, as lines of a person's history."""

from collections.abc import Iterable

from django.urls import reverse

from ringback.base.accounts.services import Actor
from ringback.channels.messages.inbox import words
from ringback.channels.messages.models import InboundMessage
from ringback.core.people import services as people
from ringback.core.people.services import Happening


def register() -> None:
    """Let mail that came in stand in the history of its person; doing so again changes nothing."""
    people.tells_history("inbox", happenings)


def happenings(actor: Actor, person_ids: tuple[int, ...], most: int) -> Iterable[Happening]:
    """The person's mails that the actor may see, newest first."""
    if not actor.may("messages.see"):
        return
    rows = InboundMessage.objects.filter(organisation_id=actor.organisation_id, person_id__in=person_ids)
    for one in rows.select_related("calendar").defer("text").order_by("-id")[:most]:
        yield Happening(
            at=one.arrived_at,
            icon=words.look(one).icon if one.kind != "letter" else "mail",
            title=words.title(one),
            detail=one.subject if one.kind != "letter" else "",
            url=reverse("correspondence:inbound", args=[one.public_id]),
        )
