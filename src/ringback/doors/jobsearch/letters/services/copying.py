"""A copy of a letter that went out, in the seeker's own folder for sent mail: a promise of its own.

Whatever becomes of the copy, the letter was sent, and is not sent again.
"""

import msgspec

from ringback.base.kit import clock
from ringback.core.promises.services import Policy, make_of_house
from ringback.doors.jobsearch.letters.models import Letter, OwnMailbox
from ringback.doors.jobsearch.letters.services.mailboxes import mailbox_of
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of

COPY = "jobsearch.copy_letter"
_AGAIN = Policy({"failed": (60, 600, 3600, 6 * 3600, 24 * 3600), "interrupted": (10, 60)})


def copy_soon(letter: Letter) -> None:
    """Promise the copy of a letter that was sent from here, where there is a mailbox for it; once, in the caller's
    transaction. Raises SealError."""
    workspace = letter.candidacy.workspace
    mailbox = mailbox_of(workspace)
    if letter.by_hand or mailbox is None or mailbox.copies is None:
        return
    key, content = f"copy of letter {letter.pk}", {"letter": letter.pk}
    make_of_house(workspace.organisation_id, COPY, clock.now(), _AGAIN, content=content, made_key=key)


def note_copy(workspace: Workspace, trouble: str = "") -> None:
    """Note why a copy is missing, or that one is there; in the caller's transaction. Raises SealError."""
    row = OwnMailbox.objects.select_for_update().filter(workspace=workspace).first()
    mailbox = mailbox_of(workspace)
    if row is not None and mailbox is not None and mailbox.words.copy_trouble != trouble[:400]:
        words = msgspec.structs.replace(mailbox.words, copy_trouble=trouble[:400])
        OwnMailbox.objects.filter(pk=row.pk).update(secret=vault_of(workspace).pack(words))
