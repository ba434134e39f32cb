"""The contact book: who is where, in the order in which one asks, and where they were before (MISSION S14, S27)."""

from dataclasses import dataclass

import msgspec
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import NotFoundError
from ringback.doors.jobsearch.employers import rules
from ringback.doors.jobsearch.employers.models import Candidacy, Contact, ContactMove, Rank
from ringback.doors.jobsearch.employers.services.finding import employers_of
from ringback.doors.jobsearch.employers.shown import ShownContact, ShownEmployer, shown_contact
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of


@dataclass(frozen=True, slots=True)
class Found:
    """What a search in the book found; people with the names of their employers, "" where nobody knows."""

    employers: list[ShownEmployer]
    contacts: list[tuple[ShownContact, str]]


def contact_of(actor: Actor, contact_id: int) -> ShownContact:
    """One contact of the actor's own. Raises NotFoundError, NotAllowedError, SealError."""
    workspace = workspace_of(actor)
    row = Contact.objects.filter(workspace=workspace, pk=contact_id).select_related("employer").first()
    if row is None:
        raise NotFoundError(_("There is no such contact."))
    return shown_contact(vault_of(workspace), row)


def book_of(actor: Actor, employer_id: int | None = None) -> list[ShownContact]:
    """The whole contact book, or who was ever noted at one employer's and is not elsewhere, by name."""
    workspace = workspace_of(actor)
    vault = vault_of(workspace)
    rows = Contact.objects.filter(workspace=workspace).select_related("employer")
    rows = rows if employer_id is None else rows.filter(employer_id=employer_id)
    return sorted((shown_contact(vault, row) for row in rows), key=lambda one: (one.name.casefold(), one.id))


def find(actor: Actor, query: str) -> Found:
    """The employers and people in whose words `query` stands, or all of them; by name."""
    wanted = query.casefold()
    employers = employers_of(actor)
    names: dict[int | None, str] = {one.id: one.name for one in employers}
    people = [(one, names.get(one.row.employer_id, "")) for one in book_of(actor)]
    return Found(
        [one for one in employers if _has(one.words, wanted)],
        [(one, at) for one, at in people if _has(one.words, wanted) or wanted in at.casefold()],
    )


def _has(words: msgspec.Struct, wanted: str) -> bool:
    return not wanted or any(wanted in str(value).casefold() for value in msgspec.structs.astuple(words))


def contacts_of(candidacy: Candidacy) -> list[ShownContact]:
    """All who are to be reached at the candidacy's employer now, whatever their rank, in no order."""
    vault = vault_of(candidacy.workspace)
    rows = Contact.objects.filter(workspace=candidacy.workspace, employer_id=candidacy.employer_id, left_at=None)
    return [shown_contact(vault, row) for row in rows]


def contacts_in_order(candidacy: Candidacy) -> list[ShownContact]:
    """Whom to ask, in order: H.R., the interviewer, the manager, the office (MISSION S14); the secretary is apart."""
    return people_at(candidacy)[0]


def people_at(candidacy: Candidacy) -> tuple[list[ShownContact], ShownContact | None]:
    """Whom to ask, in order, and who picks up the phone there (MISSION S20), None where nobody is known. One query."""
    found = {one.id: one for one in contacts_of(candidacy)}
    order = rules.in_order((one.id, one.row.rank, one.row.position) for one in found.values())
    secretaries = [one for one in found.values() if one.row.rank == Rank.SECRETARY]
    return [found[key] for key in order], min(secretaries, key=lambda one: (one.row.position, one.id), default=None)


def moves_of(contact: ShownContact) -> list[ContactMove]:
    """A contact's steps, the newest first."""
    rows = ContactMove.objects.filter(contact=contact.row).select_related("from_employer", "to_employer")
    return list(rows.order_by("-at", "-id"))
