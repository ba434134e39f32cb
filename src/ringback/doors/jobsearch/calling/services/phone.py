"""The seeker's own phone line: told and forgotten by them alone, and sealed."""

from dataclasses import replace

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice import services as voice
from ringback.doors.jobsearch.calling.models import OwnPhone
from ringback.doors.jobsearch.calling.words import PhoneWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

MOST_TRIES = 60
_tried = SlidingLimit(3600)


def phone_of(workspace: Workspace) -> PhoneWords | None:
    """The workspace's line, opened; None where none was told. Raises SealError."""
    row = OwnPhone.objects.filter(workspace=workspace).first()
    return None if row is None else vault_of(workspace).unpack(PhoneWords, row.secret)


def save_phone(actor: Actor, words: PhoneWords) -> PhoneWords:
    """Keep the line, once its addresses were found to be ones we connect to. An empty password is the one that is
    known, for the same server and user. Raises FieldError."""
    workspace = workspace_of(actor)
    known = phone_of(workspace) or PhoneWords()
    account = voice.checked_account(account_of(words), workspace.organisation.country)
    if not account.secret and (account.host, account.username) == (known.host, known.username):
        account = replace(account, secret=known.secret)
    found_out(workspace, account)
    kept = PhoneWords(*(getattr(account, name) for name in PhoneWords.__struct_fields__))
    with transaction.atomic():
        values = {"secret": vault_of(workspace).pack(kept), "changed_at": clock.now()}
        OwnPhone.objects.update_or_create(workspace=workspace, defaults=values)
        audit(actor, "own phone kept", f"workspace {workspace.pk}")
    return kept


def forget_phone(actor: Actor) -> None:
    """Forget the line and its password."""
    workspace = workspace_of(actor)
    with transaction.atomic():
        OwnPhone.objects.filter(workspace=workspace).delete()
        audit(actor, "own phone forgotten", f"workspace {workspace.pk}")


def account_of(words: PhoneWords) -> voice.Account:
    """The line as voice takes it."""
    return voice.Account(**msgspec.structs.asdict(words))


def found_out(workspace: Workspace, account: voice.Account) -> voice.Account:
    """The account with the addresses that its names stand for now, outside of any transaction. Raises FieldError."""
    if _tried.take(workspace.pk, MOST_TRIES) is not None:
        raise FieldError("host", _("This was tried too often."), _("Try again in an hour."))
    return voice.placed(account)
