"""Lists of applicants who are known already: clubs, earlier customers (MISSION A8)."""

import csv
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.allocation.entries.keys import key_of
from ringback.doors.allocation.entries.models import KnownApplicant

MOST_LINES = 20_000
MOST_WHY = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """What became of a list: how many were `added` or changed, and the numbers of lines that could not be read."""

    added: int
    unread: tuple[int, ...]


def list_known(actor: Actor, text: str, why: str) -> Listed:
    """Note that these e-mail addresses are known: one a line, in the first column; the second may say why of this one.

    Who is on it already is said anew. Who has applied before keeps what was known then. Raises FieldError.
    """
    require(actor, "allocation.edit")
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        raise FieldError("text", _("This list is too long."), _("Split it into lists of at most 20,000 lines."))
    found: dict[str, KnownApplicant] = {}
    unread: list[int] = []
    try:
        for number, values in enumerate(csv.reader(lines), 1):
            if not "".join(values).strip():
                continue
            row = _row(actor, [*values, ""], one_line(why, MOST_WHY))
            if row is None:
                unread.append(number)
            else:
                found[row.key] = row
    except csv.Error as error:  # a line of more than 131,072 letters
        raise FieldError("text", _("This is no list of addresses."), _("Write one a line.")) from error
    with transaction.atomic():
        KnownApplicant.objects.bulk_create(
            found.values(),
            batch_size=500,
            update_conflicts=True,
            unique_fields=["organisation", "key"],
            update_fields=["why", "by", "added_at"],
        )
        audit(actor, "known.listed", "known applicants", added=len(found), unread=len(unread))
    return Listed(len(found), tuple(unread))


def _row(actor: Actor, values: list[str], why: str) -> KnownApplicant | None:
    email, own = values[0].strip().lower(), one_line(values[1], MOST_WHY)
    try:
        validate_email(email)
    except ValidationError:
        return None
    if not (own or why):
        raise FieldError("why", _("Say from where they are known."), _("As “club member” or “customer since 2009”."))
    key = key_of(actor.organisation_id, email)
    return KnownApplicant(organisation_id=actor.organisation_id, key=key, why=own or why, by_id=actor.member_id)
