"""Promises as lines of a person's history, in the words of their doors."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.core.people.services import Happening, tells_history
from ringback.core.promises import reads
from ringback.core.promises.services import State
from ringback.desk import cards

_ICONS = {State.KEPT: "circle-check", State.BROKEN: "alert-triangle", State.CANCELLED: "x", State.EXPIRED: "hourglass"}


def register() -> None:
    """Let promises stand in the history of their person; doing so again changes nothing."""
    tells_history("promises", happenings)


def happenings(actor: Actor, person_ids: tuple[int, ...], most: int) -> Iterable[Happening]:
    """The promises made to the person that the actor may see, newest first."""
    if not actor.reach("calls.see"):
        return
    found = reads.of_persons(actor, person_ids, most)
    lines = cards.lines(actor.organisation_id, ((one.pk, one.door) for one in found))
    for promise in found:
        line = lines.get(promise.pk)
        state = State(promise.state)
        yield Happening(
            at=promise.created_at,
            icon=_ICONS.get(state, "clock"),
            title=line.title if line else _("A promise"),
            detail=" · ".join(filter(None, [str(state.label), str(line.detail) if line else ""])),
            url=line.url if line else "",
        )
