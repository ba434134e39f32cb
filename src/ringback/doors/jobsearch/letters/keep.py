"""Keeping the promise of a letter: handed to one's own mail server, at most once."""

from functools import partial

from django.urls import reverse

from ringback.base.database.sealed import SealError
from ringback.base.kit import clock
from ringback.base.outgoing.handing import DoubtError, LaterError, RefusedError, TransportError
from ringback.base.outgoing.imap.server import ImapServer
from ringback.base.outgoing.smtp import wire
from ringback.core.promises.services import Attempt, Ended, Outcome, Promise, State, notify
from ringback.doors.jobsearch.letters import building
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.services import copying, following, sending
from ringback.doors.jobsearch.letters.services.drafting import shown_letter
from ringback.doors.jobsearch.letters.services.mailboxes import Own, mailbox_of
from ringback.doors.jobsearch.letters.shown import ShownLetter
from ringback.doors.jobsearch.touches.kinds import DOOR

_STATES = {
    State.PENDING: Letter.State.WAITING,
    State.BROKEN: Letter.State.FAILED,
    State.EXPIRED: Letter.State.FAILED,
    State.CANCELLED: Letter.State.DRAFT,
}


class LetterHandler:
    """Keeps promises of the kind "jobsearch.send_letter": outside the database, after the attempt is committed.

    What a server says may name people: it goes into the letter, sealed, and never into the attempt's row.
    """

    outside = True
    seconds = 100.0

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | Ended:
        """Hand the letter over; says how that ended (MISSION C2)."""
        row = _letter(promise)
        if row is None or row.state != Letter.State.WAITING or row.candidacy.ended_at is not None:
            return Outcome.CANCELLED
        try:
            letter, mailbox = shown_letter(row), mailbox_of(row.candidacy.workspace)
        except SealError:
            return Outcome.CANCELLED  # the workspace is being deleted
        if mailbox is None:
            return Ended(Outcome.REFUSED, note=partial(sending.trouble, row.pk, Letter.State.FAILED, ""))
        return _handed_over(letter, mailbox)

    def told(self, promise: Promise) -> None:
        """Follow the promise: what a person, the policy or a crash made of it; what follows a letter that went out."""
        row = _letter(promise)
        if row is None or row.state == Letter.State.DRAFT:
            return
        if promise.state == State.KEPT:
            sending.went_out(row.pk)
            row.refresh_from_db(fields=["state", "sent_at"])
            following.follow(shown_letter(row))
            copying.copy_soon(row)
        elif promise.state == State.KEEPING:
            unsure = Attempt.objects.filter(promise_id=promise.pk, outcome=Outcome.UNCERTAIN).exists()
            if unsure:
                _stands(promise, row, Letter.State.DOUBT)
        elif row.state != Letter.State.SENT:
            _stands(promise, row, _STATES[State(promise.state)])


class CopyHandler:
    """Keeps promises of the kind "jobsearch.copy_letter": puts what was sent into one's own folder, once."""

    outside = True
    seconds = 60.0

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | Ended:
        """Put it there; trouble is noted with the mailbox and never with the letter, which was sent."""
        rows = Letter.objects.select_related("candidacy__employer", "candidacy__workspace__organisation")
        row = rows.filter(pk=promise.content["letter"], state=Letter.State.SENT).first()
        try:
            letter = shown_letter(row) if row is not None else None
            mailbox = mailbox_of(letter.row.candidacy.workspace) if letter is not None else None
        except SealError:
            return Outcome.CANCELLED  # the workspace is being deleted
        if letter is None or mailbox is None or mailbox.copies is None:
            return Outcome.CANCELLED
        return _copied(letter, mailbox, mailbox.copies)

    def told(self, promise: Promise) -> None:
        """The mailbox's page says what became of it."""


def _copied(letter: ShownLetter, mailbox: Own, copies: ImapServer) -> Ended:
    workspace, at = letter.row.candidacy.workspace, letter.row.sent_at
    mail = building.build(letter.words, mailbox.words, letter.row.language, important=letter.row.important, at=at)
    try:
        copies.put_into_sent(mail, letter.words.message_id, at or clock.now())
    except TransportError as error:
        outcome = Outcome.REFUSED if isinstance(error, RefusedError) else Outcome.FAILED
        return Ended(outcome, note=partial(copying.note_copy, workspace, str(error)))
    return Ended(Outcome.DONE, note=partial(copying.note_copy, workspace))


def _stands(promise: Promise, row: Letter, state: Letter.State) -> None:
    """Write how the letter stands; of one that failed the seeker is told, once and without a word of it."""
    Letter.objects.filter(pk=row.pk).update(state=state)
    if state == Letter.State.FAILED and promise.owner_id is not None:
        fields = {"due_at": promise.due_at.isoformat()}
        url, key = reverse("jobsearch:letter", args=[row.pk]), f"letter {row.pk} failed {promise.pk}"
        notify(promise.organisation_id, [promise.owner_id], "promise_missed", fields, url=url, key=key, door=DOOR)


def _handed_over(letter: ShownLetter, mailbox: Own) -> Ended:
    words, own = letter.words, mailbox.words
    note = partial(sending.trouble, letter.id)
    try:
        mail = building.build(words, own, letter.row.language, important=letter.row.important)
        sender, recipient = wire.on_the_wire(own.sender), wire.on_the_wire(words.to_address)
        mailbox.server.hand_over(sender, recipient, mail, utf8=wire.needs_utf8(own.sender, words.to_address))
    except RefusedError as error:
        return Ended(Outcome.REFUSED, note=partial(note, Letter.State.FAILED, str(error)))
    except LaterError as error:
        return Ended(Outcome.FAILED, note=partial(note, Letter.State.WAITING, str(error)))
    except DoubtError as error:
        return Ended(Outcome.UNCERTAIN, note=partial(note, Letter.State.DOUBT, str(error)))
    return Ended(Outcome.DONE, note=partial(sending.went_out, letter.id))


def _letter(promise: Promise) -> Letter | None:
    rows = Letter.objects.select_related("candidacy__employer", "candidacy__workspace__organisation")
    return rows.filter(pk=promise.subject_id or 0, promise_id=promise.pk).first()
