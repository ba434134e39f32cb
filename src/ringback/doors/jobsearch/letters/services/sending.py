"""Letters on their way out: sent from one's own mailbox, at most once, or said to be sent by hand (MISSION S8-S10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.core.promises import services as promises
from ringback.core.promises.services import Attempt, Draft, Outcome, Policy, Promise, State
from ringback.doors.jobsearch.employers.models import Candidacy
from ringback.doors.jobsearch.interviews.services import planned_of
from ringback.doors.jobsearch.letters import building, rules
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.naming import names_of_fields
from ringback.doors.jobsearch.letters.rules import Kind
from ringback.doors.jobsearch.letters.services import following
from ringback.doors.jobsearch.letters.services.drafting import editable, keep, letter_of, shown_letter
from ringback.doors.jobsearch.letters.services.mailboxes import mailbox_of
from ringback.doors.jobsearch.letters.shown import ShownLetter
from ringback.doors.jobsearch.touches.kinds import DOOR
from ringback.doors.jobsearch.touches.models import Way
from ringback.doors.jobsearch.touches.rules import Occasion
from ringback.doors.jobsearch.touches.services import may_touch
from ringback.doors.jobsearch.touches.telling import refusal
from ringback.doors.jobsearch.workspaces.services import vault_of

SEND = "jobsearch.send_letter"
_AGAIN = Policy({"failed": (60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600)})
# Thanks that are days late say something else than was meant.
_USEFUL_FOR = timedelta(days=2)
_GRACE_SECONDS = 900
_OCCASIONS = {Kind.THANK: Occasion.THANKS, Kind.MEETING: Occasion.AGREED}


@dataclass(frozen=True, slots=True)
class SendValues:
    """How a letter goes out: `at` None: now. `checks_arrival`: a call asks whether it arrived (MISSION S10);
    `answer_days`: a call follows if no answer came within them (MISSION S9), None: none does."""

    at: datetime | None = None
    checks_arrival: bool = False
    answer_days: int | None = None


def send_letter(actor: Actor, letter_id: int, version: int, values: SendValues) -> ShownLetter:
    """Promise that the letter goes out from one's own mailbox, at most once.

    Raises FieldError for what it lacks, ConflictError where tact forbids it or it is no draft any more.
    """
    with transaction.atomic():
        letter = editable(actor, letter_id, version)
        now = clock.now()
        at = max(values.at or now, now)
        _check(letter, at)
        _keep_values(letter.row, values)
        letter.row.state, letter.row.by_hand = Letter.State.WAITING, False
        letter.row.promise = _promised(letter, at)
        mailbox = mailbox_of(letter.row.candidacy.workspace)
        assert mailbox is not None
        named = building.new_message_id(mailbox.words.sender)
        audit(actor, "letter on its way", f"letter {letter.id}")
        return keep(letter, msgspec.structs.replace(letter.words, message_id=named, trouble=""))


def sent_by_hand(actor: Actor, letter_id: int, version: int, values: SendValues) -> ShownLetter:
    """The seeker sent it elsewhere, now or `at`: it counts as any other. Raises ConflictError, FieldError."""
    now = clock.now()
    if values.at is not None and values.at > now:
        raise FieldError("at", _("This is yet to come."), _("Say when you sent it, or leave it empty for now."))
    with transaction.atomic():
        letter = editable(actor, letter_id, version)
        _keep_values(letter.row, values)
        letter.row.state, letter.row.by_hand, letter.row.sent_at = Letter.State.SENT, True, values.at or now
        kept = keep(letter, msgspec.structs.replace(letter.words, trouble=""))
        following.follow(kept)
        audit(actor, "letter sent by hand", f"letter {letter.id}")
        return kept


def take_back(actor: Actor, letter_id: int) -> ShownLetter:
    """Stop a letter that has not gone out yet; it is a draft again. Raises ConflictError once it is under way."""
    with transaction.atomic():
        letter = letter_of(actor, letter_id, locked=True)
        promise = letter.row.promise
        if letter.row.state != Letter.State.WAITING or promise is None:
            raise ConflictError(_("This letter has gone out already."))
        if Promise.objects.select_for_update().get(pk=promise.pk).state != State.PENDING:
            raise ConflictError(_("It is being sent this moment."))
        promises.cancel(system_actor(actor.organisation_id), promise.pk, _("Taken back"))
        letter.row.state, letter.row.promise = Letter.State.DRAFT, None
        return keep(letter, letter.words)


def say_how(actor: Actor, letter_id: int, *, went_out: bool) -> ShownLetter:
    """The seeker says whether a letter in doubt went out; nothing is sent again by itself. Raises ConflictError."""
    with transaction.atomic():
        letter = letter_of(actor, letter_id, locked=True)
        doubtful = Attempt.objects.filter(promise=letter.row.promise, outcome=Outcome.UNCERTAIN).order_by("-id")
        attempt = doubtful.first()
        if letter.row.state != Letter.State.DOUBT or attempt is None:
            raise ConflictError(_("It is known how this letter stands."))
        said = Outcome.DONE if went_out else Outcome.REFUSED
        promises.resolve_uncertain(system_actor(actor.organisation_id), attempt.pk, said)
        letter.row.state = Letter.State.SENT if went_out else Letter.State.FAILED
        letter.row.sent_at = attempt.started_at if went_out else None
        letter.row.promise = letter.row.promise if went_out else None
        kept = keep(letter, letter.words)
        if went_out:
            following.follow(kept)
        return kept


def stop_all(candidacy: Candidacy) -> None:
    """It has ended: letters that wait to go out become drafts again; in the caller's transaction (MISSION S12)."""
    house = system_actor(candidacy.workspace.organisation_id)
    for row in Letter.objects.filter(candidacy=candidacy, state=Letter.State.WAITING).select_related("promise"):
        if row.promise is not None and row.promise.state == State.PENDING:
            promises.cancel(house, row.promise.pk, _("It has ended."))
            Letter.objects.filter(pk=row.pk).update(state=Letter.State.DRAFT, promise=None)


def occasion_of(letter: ShownLetter) -> Occasion:
    """Why one writes, as tact judges it: thanks and what they offered themselves may always go; asking once more to
    meet is a reminder."""
    planned = planned_of(letter.candidacy.row) if letter.kind is Kind.MEETING else None
    if planned is not None and planned[0].asked_at is not None:
        return Occasion.REMINDER
    return _OCCASIONS.get(letter.kind, Occasion.REMINDER)


def went_out(letter_id: int) -> None:
    """Note that a letter was handed over, in the caller's transaction."""
    Letter.objects.filter(pk=letter_id).exclude(state=Letter.State.SENT).update(
        state=Letter.State.SENT, sent_at=clock.now()
    )


def trouble(letter_id: int, state: str, said: str) -> None:
    """Note what the mail server said, in the caller's transaction: its words may name people, so they are sealed."""
    row = Letter.objects.select_related("candidacy__employer", "candidacy__workspace").get(pk=letter_id)
    letter = shown_letter(row)
    row.state = state
    row.secret = vault_of(row.candidacy.workspace).pack(msgspec.structs.replace(letter.words, trouble=said[:400]))
    row.save(update_fields=["state", "secret"])


def _check(letter: ShownLetter, at: datetime) -> None:
    if at > clock.now() + rules.FARTHEST:
        raise FieldError("at", _("This is too far ahead."), _("Choose a time within three months."))
    if mailbox_of(letter.row.candidacy.workspace) is None:
        raise FieldError("", _("No mailbox of yours is known yet."), _("Tell it first, or send the letter yourself."))
    if not letter.words.to_address:
        raise FieldError("to_address", _("There is no address to send it to."), _("Type one, or send it yourself."))
    if lacking := letter.lacking:
        raise FieldError("body", _("The letter does not say yet:"), names_of_fields(lacking))
    verdict = may_touch(letter.candidacy, at, way=Way.LETTER, occasion=occasion_of(letter))
    if not verdict.ok:
        raise ConflictError(refusal(verdict))


def _keep_values(row: Letter, values: SendValues) -> None:
    if values.answer_days is not None and not 0 < values.answer_days <= 60:
        raise FieldError("answer_days", _("This is out of range."), _("Choose up to 60 days."))
    row.checks_arrival, row.answer_days = values.checks_arrival, values.answer_days


def _promised(letter: ShownLetter, at: datetime) -> Promise:
    workspace = letter.row.candidacy.workspace
    return promises.make(
        Draft(
            organisation_id=workspace.organisation_id,
            door=DOOR,
            kind=SEND,
            channel="mail",
            due_at=at,
            subject_id=letter.id,
            owner_id=workspace.member_id,
            policy=_AGAIN,
            grace_seconds=_GRACE_SECONDS,
            expires_at=at + _USEFUL_FOR,
            at_most_once=True,
            content={"letter": letter.id},
            made_key=f"letter {letter.id} {letter.row.version}",
        )
    )
