"""Calls as lines of a person's history."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.channels.voice import words
from ringback.channels.voice.models import Call
from ringback.channels.voice.visible import calls_within
from ringback.core.people import services as people
from ringback.core.people.services import Happening


def register() -> None:
    """Let calls stand in the history of their person; doing so again changes nothing."""
    people.tells_history("voice", happenings)


def happenings(actor: Actor, person_ids: tuple[int, ...], most: int) -> Iterable[Happening]:
    """The person's calls that the actor may see, newest first."""
    within = calls_within(actor, "calls.see")
    if within is None:
        return
    rows = Call.objects.filter(within, person_id__in=person_ids).select_related("agent", "group")
    for call in rows.order_by("-id")[:most]:
        who = call.agent.name if call.agent else ""
        yield Happening(
            at=call.requested_at,
            icon="phone-call" if call.connected_at else "phone-x",
            title=_("Call: {outcome}").format(outcome=words.state(call).label),
            detail=" · ".join(filter(None, [who, call.group.name if call.group else ""])),
            url=reverse("voice:call", args=[call.call_id]),
        )
