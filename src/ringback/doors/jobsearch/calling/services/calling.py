"""Calling an employer: whether tact allows it, with whom, and what is noted while one talks."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.base.kit.lines import paragraphs
from ringback.core.promises.services import Promise
from ringback.doors.jobsearch.calling.kinds import calls
from ringback.doors.jobsearch.calling.models import SeekerCall
from ringback.doors.jobsearch.calling.words import CallWords
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.employers.services import candidacy_in, contact_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.touches.rules import Occasion, Verdict
from ringback.doors.jobsearch.touches.services import may_touch, open_steps
from ringback.doors.jobsearch.touches.telling import refusal
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

MOST_NOTES = 4000
# A call that is due within so long is the one that is being made.
NEARLY = timedelta(days=1)


def due_call(candidacy: Candidacy) -> Promise | None:
    """The call that one promised to make, if it is due or nearly."""
    steps = open_steps(candidacy, calls())
    return next((one for one in steps if one.due_at <= clock.now() + NEARLY), None)


def verdict_of(candidacy: Shown, *, invited: bool = False) -> Verdict:
    """Whether one may call now (MISSION S13); `invited`: they asked for it. What was fixed with them, or announced and
    is due, is no nuisance."""
    due = due_call(candidacy.row)
    fixed = due is not None and (not due.content.get("norm") or due.due_at <= clock.now())
    occasion = Occasion.AGREED if invited or fixed else Occasion.REMINDER
    return may_touch(candidacy, clock.now(), occasion=occasion)


def open_call(candidacy: Candidacy) -> SeekerCall | None:
    """The call of which nobody has said yet what came of it."""
    return SeekerCall.objects.filter(candidacy=candidacy, outcome="").select_related("about", "contact").first()


def calls_of(candidacy: Candidacy) -> list[tuple[SeekerCall, CallWords]]:
    """Every call that was ended, with its notes, the newest first."""
    vault = vault_of(candidacy.workspace)
    rows = SeekerCall.objects.filter(candidacy=candidacy).exclude(outcome="").select_related("contact")
    return [(row, vault.unpack(CallWords, row.secret)) for row in rows.order_by("-began_at", "-id")]


def begin_call(actor: Actor, candidacy_id: int, contact_id: int | None = None, *, invited: bool = False) -> SeekerCall:
    """Begin a call; one that is open goes on. Raises ConflictError where it would be a nuisance, NotFoundError."""
    with transaction.atomic():
        found = candidacy_in(workspace_of(actor), candidacy_id, locked=True)
        standing = open_call(found.row)
        if standing is not None:
            return standing
        verdict = verdict_of(found, invited=invited)
        if not verdict.ok:
            raise ConflictError(refusal(verdict))
        who = contact_of(actor, contact_id).row if contact_id is not None else None
        try:
            with transaction.atomic():
                return SeekerCall.objects.create(candidacy=found.row, contact=who, about=due_call(found.row))
        except IntegrityError as error:
            raise ConflictError(_("You are calling them already.")) from error


def answered(actor: Actor, candidacy_id: int, contact_id: int | None = None) -> SeekerCall:
    """They answered: the time runs from now on. `contact_id`: who is on the line. Raises ConflictError."""
    with transaction.atomic():
        found = standing_call(actor, candidacy_id)
        if contact_id is not None:
            found.contact = contact_of(actor, contact_id).row
        found.talked_at = found.talked_at or clock.now()
        found.save(update_fields=["talked_at", "contact"])
    return found


def keep_notes(actor: Actor, candidacy_id: int, text: str) -> SeekerCall:
    """Keep what is typed during the call. Raises ConflictError where none is open."""
    with transaction.atomic():
        found = standing_call(actor, candidacy_id)
        found.secret = vault_of(found.candidacy.workspace).pack(CallWords(paragraphs(text, MOST_NOTES)))
        found.save(update_fields=["secret"])
    return found


def standing_call(actor: Actor, candidacy_id: int) -> SeekerCall:
    """The open call, its candidacy locked. Raises ConflictError where there is none; NotFoundError."""
    candidacy = candidacy_in(workspace_of(actor), candidacy_id, locked=True)
    found = open_call(candidacy.row)
    if found is None:
        raise ConflictError(_("There is no call under way: begin one first."))
    found.candidacy = candidacy.row
    return found


def notes_of(call: SeekerCall) -> str:
    """What has been noted in a call so far."""
    return vault_of(call.candidacy.workspace).unpack(CallWords, call.secret).notes
