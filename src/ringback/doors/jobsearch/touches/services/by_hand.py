"""What a seeker notes themselves: a touch, with what it keeps of what was promised."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_of, contact_of
from ringback.doors.jobsearch.touches.kinds import EXPECTED, OWN_CALL, SECOND_BEST, THANK
from ringback.doors.jobsearch.touches.models import Heading, Touch, Way
from ringback.doors.jobsearch.touches.services.noting import note_touch
from ringback.doors.jobsearch.touches.services.promising import keep_step, open_steps
from ringback.doors.jobsearch.touches.words import TouchWords

_LONGEST_AGO = timedelta(days=3660)
_NEARLY = timedelta(days=1)
# What a touch of ours keeps: a letter the thanks to whom it went, a call the calls that were promised.
_KEEPS = {Way.LETTER.value: (THANK,), Way.CALL.value: (OWN_CALL, SECOND_BEST)}


@dataclass(frozen=True, slots=True)
class ByHand:
    """A touch as it is noted by hand; `at` None: now. `reached`: something was sent or spoken."""

    way: str
    direction: str = Heading.OUT
    at: datetime | None = None
    contact_id: int | None = None
    reached: bool = True
    note: str = ""


def note_by_hand(actor: Actor, candidacy_id: int, said: ByHand) -> Touch:
    """Note it; it keeps what it was promised for. What is noted has been: the guard refuses plans, not facts.

    Raises FieldError, NotFoundError, NotAllowedError.
    """
    found = candidacy_of(actor, candidacy_id)
    if said.way not in Way.values or said.direction not in Heading.values:
        raise FieldError("way", _("This is none of the choices."), _("Choose one from the list."))
    at, now = said.at or clock.now(), clock.now()
    if not now - _LONGEST_AGO < at <= now:
        raise FieldError("at", _("This is no time that has been."), _("Say when it was."))
    if said.contact_id is not None:
        contact_of(actor, said.contact_id)
    note = one_line(said.note, 500)
    words = TouchWords(note) if note else None
    with transaction.atomic():
        touch = note_touch(
            candidacy_id, said.way, said.direction, at, said.contact_id, None, words, counts=said.reached
        )
        if said.reached:
            _keep(found.row, said, touch)
    return touch


def _keep(candidacy: Candidacy, said: ByHand, touch: Touch) -> None:
    """What it was promised for: thanks to whom the letter went, calls that were due or nearly, their answer."""
    wanted = _KEEPS.get(said.way, ()) if said.direction == Heading.OUT else (EXPECTED,)
    found = open_steps(candidacy, wanted)
    if said.way == Way.CALL and said.direction == Heading.OUT:
        found = [one for one in found if one.due_at <= touch.at + _NEARLY]
    elif wanted == (THANK,):
        found = [one for one in found if said.contact_id == one.content.get("contact") or len(found) == 1]
    for one in found:
        keep_step(one, touch.pk)
