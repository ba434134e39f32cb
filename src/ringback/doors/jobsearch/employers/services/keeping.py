"""Keeping what a seeker says of employers, their people and candidacies: checked, and sealed."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.doors.jobsearch.employers.checking import checked_candidacy, checked_contact, checked_employer
from ringback.doors.jobsearch.employers.models import (
    Candidacy,
    Contact,
    ContactMove,
    Employer,
    ExpectedWhy,
    Level,
    Rank,
    Search,
    Stage,
)
from ringback.doors.jobsearch.employers.services.book import contact_of
from ringback.doors.jobsearch.employers.services.finding import candidacy_of, employer_of
from ringback.doors.jobsearch.employers.services.moving import tell_begun
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.workspaces.models import Workspace
from ringback.doors.jobsearch.workspaces.services import vault_of, workspace_of

MOST_POSITION = 1000
# Of employers, people and posts each: more than a working life has, and few enough to open every one for a list.
MOST_KEPT = 5000


@dataclass(frozen=True, slots=True)
class ContactValues:
    """What is said of a contact. Without an employer: nobody knows where they are now; `left`: gone from there."""

    words: ContactWords
    employer_id: int | None = None
    rank: str = Rank.HR
    position: int = 0
    left: bool = False


@dataclass(frozen=True, slots=True)
class CandidacyValues:
    """What is said of a candidacy; `stage` counts for a new one alone: later ones `move`."""

    employer_id: int
    words: CandidacyWords = field(default_factory=CandidacyWords)
    level: str = Level.SPECIALIST
    stage: str = Stage.FOUND


def save_employer(actor: Actor, employer_id: int | None, values: EmployerWords) -> Employer:
    """Keep an employer, a new one without an id. Raises FieldError, NotFoundError, ConflictError where it is full."""
    workspace = workspace_of(actor)
    words = checked_employer(values, workspace.organisation.country)
    row = employer_of(actor, employer_id).row if employer_id is not None else Employer(workspace=workspace)
    _check_room(row, workspace)
    row.secret = vault_of(workspace).pack(words)
    row.save()
    return row


def save_contact(actor: Actor, contact_id: int | None, values: ContactValues) -> Contact:
    """Keep a contact, a new one without an id. Another employer, another rank, leaving: each is kept as a step (S27).

    Raises FieldError, NotFoundError, NotAllowedError.
    """
    workspace = workspace_of(actor)
    country = workspace.organisation.country
    if values.employer_id is not None:
        country = employer_of(actor, values.employer_id).words.country or country
    if values.rank not in Rank.values or not 0 <= values.position <= MOST_POSITION:
        raise FieldError("rank", _("This is none of the choices."), _("Choose one from the list."))
    words = checked_contact(values.words, country)
    row = contact_of(actor, contact_id).row if contact_id is not None else Contact(workspace=workspace)
    _check_room(row, workspace)
    was = (row.employer_id, row.rank, row.left_at is not None) if row.pk else None
    row.secret, row.rank, row.position = vault_of(workspace).pack(words), values.rank, values.position
    row.employer_id = values.employer_id
    row.left_at = (row.left_at or clock.now()) if values.left else None
    with transaction.atomic():
        row.save()
        if was != (row.employer_id, row.rank, values.left):
            _note_move(row, was)
    return row


def save_candidacy(actor: Actor, candidacy_id: int | None, values: CandidacyValues) -> Candidacy:
    """Keep what is said of a candidacy; a new one goes into the open search.

    Raises ConflictError where none is open, or there is no room; FieldError, NotFoundError, NotAllowedError.
    """
    workspace = workspace_of(actor)
    employer = employer_of(actor, values.employer_id)
    _check_choice("level", values.level, Level.values)
    _check_choice("stage", values.stage, Stage.values)
    secret = vault_of(workspace).pack(checked_candidacy(values.words))
    if candidacy_id is not None:
        row = candidacy_of(actor, candidacy_id).row
        row.secret, row.level, row.employer = secret, values.level, employer.row
        row.save(update_fields=["secret", "level", "employer"])
        return row
    with transaction.atomic():
        search = Search.objects.select_for_update().filter(workspace=workspace, closed_at=None).first()
        if search is None:
            raise none_open()
        row = Candidacy(workspace=workspace, search=search, employer=employer.row, secret=secret)
        row.stage, row.level = values.stage, values.level
        _check_room(row, workspace)
        row.save()
        tell_begun(actor, row)
    return row


def save_candidacy_with(
    actor: Actor, candidacy_id: int | None, employer: EmployerWords, values: CandidacyValues
) -> Candidacy:
    """As `save_candidacy`, at an employer that is not known yet: both or neither. `field` "name" is "employer_name"."""
    with transaction.atomic():
        try:
            made = save_employer(actor, None, employer)
        except FieldError as error:
            raise FieldError("employer_name", error.problem, error.mend) from error
        return save_candidacy(actor, candidacy_id, replace(values, employer_id=made.pk))


def keep_question(actor: Actor, candidacy_id: int, question: str) -> None:
    """Keep the one open question for a later call (MISSION S21, S24)."""
    found = candidacy_of(actor, candidacy_id)
    words = checked_candidacy(msgspec.structs.replace(found.words, question=question))
    Candidacy.objects.filter(pk=found.id).update(secret=vault_of(found.row.workspace).pack(words))


def expect(actor: Actor, candidacy_id: int, at: datetime | None, why: str = "", who_id: int | None = None) -> None:
    """Note when an answer is expected, and by whose word: "agreed" with a contact, or the "norm" (MISSION S2, S5)."""
    found = candidacy_of(actor, candidacy_id)
    if at is not None:
        _check_choice("expected_why", why, ExpectedWhy.values)
    who = contact_of(actor, who_id).row if who_id is not None else None
    changed: dict[str, Any] = {"expected_at": at, "expected_why": why if at else "", "agreed_who": who if at else None}
    Candidacy.objects.filter(pk=found.id).update(**changed)


def _check_room(row: Employer | Contact | Candidacy, workspace: Workspace) -> None:
    if row.pk is None and type(row).objects.filter(workspace=workspace).count() >= MOST_KEPT:
        raise ConflictError(_("There is no room for more: 5,000 of a kind are kept."))


def none_open() -> ConflictError:
    """Between two searches nothing is applied for."""
    return ConflictError(_("No search is open. Begin one first."))


def _note_move(row: Contact, was: tuple[int | None, str, bool] | None) -> None:
    ContactMove.objects.create(
        contact=row,
        from_employer_id=was[0] if was else None,
        to_employer_id=None if row.left_at else row.employer_id,
        from_rank=was[1] if was else "",
        to_rank=row.rank,
    )


def _check_choice(name: str, value: str, known: list[str]) -> None:
    if value not in known:
        raise FieldError(name, _("This is none of the choices."), _("Choose one from the list."))
