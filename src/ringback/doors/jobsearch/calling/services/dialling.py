"""Click to call: the seeker's phone rings, then whoever is called; at an hour that is permitted where those are."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.channels.voice import services as voice
from ringback.core.hours import services as hours
from ringback.core.promises.services import Promise
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.services.calling import begin_call, due_call, standing_call
from ringback.doors.jobsearch.calling.services.phone import account_of, found_out, phone_of
from ringback.doors.jobsearch.employers.services import candidacy_of, hours_of, people_at
from ringback.doors.jobsearch.employers.shown import Shown, ShownContact
from ringback.doors.jobsearch.workspaces.services import workspace_of

# Whoever fixed an hour with them is let call within this of it, whatever the clock there shows.
NAMED_HOUR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Window:
    """Whether they may be called now by the clock of where they are: `why` not in words, and from when on."""

    why: str = ""
    opens_at: datetime | None = None


def number_of(candidacy: Shown, who: ShownContact | None, secretary: ShownContact | None) -> str:
    """The number to dial: the person's own, the secretary's, the employer's; "" where none is known."""
    numbers = [one.words.phone for one in (who, secretary) if one is not None]
    return next((one for one in [*numbers, candidacy.employer.words.phone] if one), "")


def window_of(candidacy: Shown, number: str, about: Promise | None = None) -> Window:
    """Whether that number may be called now. `about`: the call that was promised; one at an hour that was fixed with
    them may be made."""
    now, words, ours = clock.now(), candidacy.employer.words, candidacy.row.workspace.organisation_id
    if about is not None and not about.content.get("norm") and abs(about.due_at - now) <= NAMED_HOUR:
        return Window()
    zone = str(hours_of(candidacy.employer).zone)
    where = hours.zones_for(ours, phone=number, said=zone, city=words.city, country=words.country, place=zone)
    answer = hours.asked(ours, now, zones=where.zones)
    if answer.at == now:
        return Window()
    reasons = hours.telling(answer.reasons)
    return Window("; ".join(str(hours.reason_words(one)) for one in reasons), answer.at)


def dial(actor: Actor, candidacy_id: int, contact_id: int | None = None, *, invited: bool = False) -> SeekerCall:
    """Ring the seeker's own phone, then the one of whom they want, through the seeker's own line; a call that is open
    goes on. Raises FieldError (no line, no number, not at this hour), ConflictError (a nuisance, under way already),
    StoppedError, NotFoundError."""
    workspace = workspace_of(actor)
    line = phone_of(workspace)
    if line is None:
        raise FieldError("phone", _("You have no phone line here yet."), _("Set one under Your phone line."))
    account = found_out(workspace, account_of(line))
    with transaction.atomic():
        begin_call(actor, candidacy_id, contact_id, invited=invited)
        call, found = standing_call(actor, candidacy_id), candidacy_of(actor, candidacy_id)
        if (standing := progress(actor, call)) is not None and standing.ended_at is None:
            raise ConflictError(_("They are being called already."))
        call.dialled = voice.call_by_own_line(actor, account, _checked(found, call))
        call.save(update_fields=["dialled"])
    return call


def hang_up(actor: Actor, candidacy_id: int) -> None:
    """End the call on the line; what came of it is still to be said. Raises ConflictError, NotFoundError."""
    with transaction.atomic():
        call = standing_call(actor, candidacy_id)
        if call.dialled_id is not None:
            voice.end_own_call(actor, call.dialled_id)


def progress(actor: Actor, call: SeekerCall) -> voice.Progress | None:
    """How far the line has come with it; None where another phone is used."""
    return voice.own_call(actor, call.dialled_id) if call.dialled_id is not None else None


def _checked(found: Shown, call: SeekerCall) -> str:
    people, secretary = people_at(found.row)
    who = next((one for one in people if one.id == call.contact_id), people[0] if people else None)
    number = number_of(found, who, secretary)
    if not number:
        raise FieldError("phone", _("No number is known."), _("Add one to the person, or to the employer."))
    window = window_of(found, number, call.about or due_call(found.row))
    if window.why:
        raise FieldError("phone", _("They may not be called now."), window.why)
    return number
