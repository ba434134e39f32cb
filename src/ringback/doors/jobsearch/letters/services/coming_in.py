"""Mail from employers, forwarded here: it lands in the vault, with whoever's it is, and nowhere else."""

from datetime import datetime, timedelta

import msgspec
import structlog
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.database.sealed import SealError
from ringback.base.database.vaults import Vault
from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.inbox.services import Brought, mail_address
from ringback.core.promises.services import notify
from ringback.doors.jobsearch.employers.models import Candidacy, Contact, Employer
from ringback.doors.jobsearch.employers.services import candidacy_in
from ringback.doors.jobsearch.employers.words import ContactWords, EmployerWords
from ringback.doors.jobsearch.letters import senders
from ringback.doors.jobsearch.letters.models import EmployerMail
from ringback.doors.jobsearch.letters.senders import Known
from ringback.doors.jobsearch.letters.services import following
from ringback.doors.jobsearch.letters.services.files import keep_files
from ringback.doors.jobsearch.letters.services.mailboxes import addresses_of
from ringback.doors.jobsearch.letters.words import MailWords
from ringback.doors.jobsearch.touches.kinds import DOOR
from ringback.doors.jobsearch.touches.models import Heading, Way
from ringback.doors.jobsearch.touches.services import note_touch
from ringback.doors.jobsearch.touches.words import TouchWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

LETTER = "s"
MOST_A_DAY = 200
_MOST_LISTED = 200
_MOST_ABOUT = 20

log = structlog.get_logger(__name__)


def forwarding_address(actor: Actor) -> str:
    """Where the seeker forwards employers' mails to; "" where the installation reads no mailbox."""
    return mail_address(LETTER, workspace_of(actor).pk)


def take_mail(number: int, mail: Brought) -> None:
    """Seal a mail into the workspace it was addressed to; one that is gone, or is flooded, takes none."""
    workspace = Workspace.objects.select_related("organisation", "member__user").filter(pk=number).first()
    if workspace is None or EmployerMail.objects.filter(workspace=workspace, made_key=mail.fingerprint).exists():
        return
    if EmployerMail.objects.filter(workspace=workspace, arrived_at__gt=_yesterday()).count() >= MOST_A_DAY:
        log.warning("a workspace takes no more mail today", workspace=workspace.pk)
        return
    try:
        vault = vault_of(workspace)
    except SealError:
        return
    address = senders.origin(mail.from_address, mail.text, addresses_of(workspace, vault))
    known = senders.belongs_to(address, _book(workspace, vault)) if address else None
    own = address == mail.from_address
    words = MailWords(
        address,
        mail.from_name if own else "",
        senders.subject_of(mail.subject),
        mail.text,
        mail.message_id,
        notes=mail.notes,
    )
    row = EmployerMail.objects.create(
        workspace=workspace,
        candidacy_id=_candidacy_of(workspace, known),
        contact_id=known.contact_id if known else None,
        automatic=mail.automatic,
        made_key=mail.fingerprint,
        arrived_at=mail.arrived_at,
        secret=vault.pack(words),
    )
    if left := keep_files(row, vault, mail.files):
        words = msgspec.structs.replace(words, files=left)
        EmployerMail.objects.filter(pk=row.pk).update(secret=vault.pack(words))
    if row.candidacy_id is not None:
        _touch(row, words)
    if not mail.automatic:
        url = reverse("jobsearch:mail", args=[row.pk])
        key = f"employer mail {row.pk}"
        notify(workspace.organisation_id, [workspace.member_id], "mail_came_in", {}, url=url, key=key, door=DOOR)


def mails_of(actor: Actor, *, placed: bool) -> list[tuple[EmployerMail, MailWords]]:
    """The newest mails that came in: those of a candidacy, or those that nobody could place."""
    workspace = workspace_of(actor)
    rows = EmployerMail.objects.filter(workspace=workspace, candidacy__isnull=not placed)
    vault = vault_of(workspace)
    return [(row, vault.unpack(MailWords, row.secret)) for row in rows.order_by("-arrived_at", "-id")[:_MOST_LISTED]]


def mail_of(actor: Actor, mail_id: int) -> tuple[EmployerMail, MailWords]:
    """One of the actor's own mails. Raises NotFoundError, NotAllowedError."""
    row = _mine(actor, mail_id)
    return row, vault_of(row.workspace).unpack(MailWords, row.secret)


def mails_about(candidacy: Candidacy) -> list[tuple[EmployerMail, MailWords]]:
    """The newest mails about one candidacy."""
    vault = vault_of(candidacy.workspace)
    rows = EmployerMail.objects.filter(candidacy=candidacy).order_by("-arrived_at", "-id")[:_MOST_ABOUT]
    return [(row, vault.unpack(MailWords, row.secret)) for row in rows]


def place(actor: Actor, mail_id: int, candidacy_id: int) -> EmployerMail:
    """Say whose a mail is; what it means for that candidacy follows. Raises NotFoundError."""
    with transaction.atomic():
        row = _mine(actor, mail_id, locked=True)
        found = candidacy_in(row.workspace, candidacy_id)
        if row.candidacy_id == found.id:
            return row
        row.candidacy, row.contact = found.row, None
        row.save(update_fields=["candidacy", "contact"])
        _touch(row, vault_of(row.workspace).unpack(MailWords, row.secret))
    return row


def forget_mail(actor: Actor, mail_id: int) -> None:
    """Delete a mail; that they wrote stays noted."""
    with transaction.atomic():
        _mine(actor, mail_id, locked=True).delete()


def _mine(actor: Actor, mail_id: int, *, locked: bool = False) -> EmployerMail:
    workspace = workspace_of(actor)
    rows = EmployerMail.objects.select_related("workspace__organisation", "candidacy__employer")
    if locked:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(workspace=workspace, pk=mail_id).first()
    if row is None:
        raise NotFoundError(_("There is no such mail."))
    return row


def _touch(row: EmployerMail, words: MailWords) -> None:
    """They wrote: a touch of theirs, unless a machine did; and what waited for it."""
    assert row.candidacy_id is not None
    candidacy = Candidacy.objects.select_related("workspace__organisation", "employer").get(pk=row.candidacy_id)
    touch_id = None
    if not row.automatic:
        key, said = f"mail {row.pk} {row.candidacy_id}", TouchWords(words.subject[:500])
        touch_id = note_touch(row.candidacy_id, Way.MAIL_IN, Heading.IN, row.arrived_at, row.contact_id, key, said).pk
    following.heard(candidacy, automatic=row.automatic, touch_id=touch_id)


def _book(workspace: Workspace, vault: Vault) -> list[Known]:
    """Every address by which an employer may be known, contacts' first."""
    book: list[Known] = []
    for one in Contact.objects.filter(workspace=workspace, employer__isnull=False).order_by("-left_at", "id"):
        address = vault.unpack(ContactWords, one.secret).email
        book.append(Known(one.employer_id or 0, one.pk if one.left_at is None else None, address))
    for employer in Employer.objects.filter(workspace=workspace):
        said = vault.unpack(EmployerWords, employer.secret)
        book += [Known(employer.pk, None, text) for text in (said.email, said.website) if text]
    return book


def _candidacy_of(workspace: Workspace, known: Known | None) -> int | None:
    if known is None:
        return None
    rows = Candidacy.objects.filter(workspace=workspace, employer_id=known.employer_id)
    return senders.chosen({row.pk: (row.ended_at is not None, row.created_at.timestamp()) for row in rows})


def _yesterday() -> datetime:
    return clock.now() - timedelta(days=1)
