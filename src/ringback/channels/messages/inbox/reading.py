"""Reading the mailbox: what came since the last time, one mail after the other, and how the mailbox stands."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from ringback.base.accounts.services import first_organisation_id, who_may
from ringback.base.kit import clock
from ringback.channels.messages.inbox.landing import take_in
from ringback.channels.messages.inbox.mailbox import Account, MailboxError, opened
from ringback.channels.messages.inbox.mailbox import Mailbox as OpenMailbox
from ringback.channels.messages.models import LeavingMail, Mailbox
from ringback.core.promises.services import notify

AT_ONCE = 200
MOST_SECONDS = 60.0
DOWN_FOR = timedelta(minutes=15)
# A mailbox that is new to us is somebody's archive: only what came lately is read.
LOOKS_BACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many mails were taken in, and whether others wait."""

    taken: int
    more: bool


def read(account: Account) -> Progress:
    """Take in what came since the last reading, for a minute at most. Raises MailboxError.

    A crash at any moment loses nothing and doubles nothing: a mail and the mark past it are written together.
    """
    row = Mailbox.objects.get_or_create(name=account.name)[0]
    started, taken = clock.monotonic(), 0
    with opened(account) as box:
        _clear(row, box)  # what a crash left behind
        uids = box.after(_mark(row, box))
        for uid in uids[:AT_ONCE]:
            if clock.monotonic() - started > MOST_SECONDS:
                break
            taken += 1
            fetched = box.fetch(uid)
            if fetched is not None:
                take_in(row.pk, box.validity, fetched)
                box.mark_seen(uid)
        _clear(row, box)
    Mailbox.objects.filter(pk=row.pk).update(read_at=clock.now(), failing_since_at=None, trouble="")
    return Progress(taken, taken < len(uids))


def _mark(row: Mailbox, box: OpenMailbox) -> int:
    """The uid after which to read; found anew where the mailbox is new to us, or its uids mean something else now."""
    if row.uid_validity != box.validity:
        last_uid = box.since((row.read_at or clock.now()) - LOOKS_BACK)
        Mailbox.objects.filter(pk=row.pk).update(uid_validity=box.validity, last_uid=last_uid)
        return last_uid
    return row.last_uid


def _clear(row: Mailbox, box: OpenMailbox) -> None:
    """Take out of the mailbox what was brought elsewhere."""
    leaving = list(LeavingMail.objects.filter(mailbox=row))
    if uids := [one.uid for one in leaving if one.uid_validity == box.validity]:
        box.remove(uids)
    LeavingMail.objects.filter(pk__in=[one.pk for one in leaving]).delete()


def failed(account: Account, error: MailboxError) -> None:
    """Note that the mailbox could not be read; who sets the installation up is told after a quarter of an hour."""
    now = clock.now()
    with transaction.atomic():
        row, _made = Mailbox.objects.select_for_update().get_or_create(name=account.name)
        row.failing_since_at, row.trouble = row.failing_since_at or now, str(error)[:400]
        row.save(update_fields=["failing_since_at", "trouble"])
        organisation_id = first_organisation_id()
        if organisation_id is not None and now - row.failing_since_at >= DOWN_FOR:
            notify(
                organisation_id,
                who_may(organisation_id, "setup.edit"),
                "mailbox_down",
                {"name": account.name, "why": row.trouble},
                url=reverse("correspondence:inbox"),
                key=f"mailbox {row.pk} {row.failing_since_at:%Y%m%dT%H%M%S}",
            )
