"""Taking in a list of employers, people and posts; what is known already is not taken in twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError
from ringback.doors.jobsearch.employers import columns
from ringback.doors.jobsearch.employers.columns import Entry
from ringback.doors.jobsearch.employers.models import Level, Rank, Stage
from ringback.doors.jobsearch.employers.services.book import book_of
from ringback.doors.jobsearch.employers.services.finding import candidacies_of, employers_of
from ringback.doors.jobsearch.employers.services.keeping import (
    CandidacyValues,
    ContactValues,
    save_candidacy,
    save_contact,
    save_employer,
)
from ringback.doors.jobsearch.employers.services.searching import search_of
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.workspaces.services import workspace_of

MOST_BYTES = 2_000_000
MOST_PROBLEMS = 200
_EMPLOYER = ("city", "country", "zone", "website", "opens", "closes", "language")
_CONTACT = ("title", "salutation", "phone", "email")
_CANDIDACY = ("position", "pay", "advert", "question", "good_feeling")


@dataclass(slots=True)
class Taken:
    """How many of each came in new, and what was not understood: (line, the value's column, the value, why)."""

    employers: int = 0
    contacts: int = 0
    candidacies: int = 0
    unknown: list[str] = field(default_factory=list)
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)


@dataclass(slots=True)
class _Known:
    """What the workspace holds by now, by names without case."""

    employers: dict[tuple[str, str], int]
    contacts: set[tuple[int | None, str]]
    candidacies: set[tuple[int, str]]


def take_in(actor: Actor, content: bytes) -> Taken:
    """Take in a CSV file, all or nothing. A value that cannot be goes into the notes, and is reported with its line.

    Raises FieldError for what is no such file.
    """
    if len(content) > MOST_BYTES:
        raise FieldError("file", _("This file is too large."), _("Split it: at most 2 MB at once."))
    try:
        listed = columns.read(content)
    except (UnicodeDecodeError, ValueError) as error:
        mend = _("Save it as CSV in UTF-8, with a heading that has a column “employer”, and at most 2,000 rows.")
        raise FieldError("file", _("This is no list that can be read."), mend) from error
    taken = Taken(unknown=listed.unknown)
    with transaction.atomic():
        known = _known(actor)
        for entry in listed.entries:
            _take(actor, entry, known, taken)
        audit(actor, "employers.imported", "", rows=len(listed.entries))
    return taken


def _known(actor: Actor) -> _Known:
    search = search_of(workspace_of(actor))
    return _Known(
        {(one.name.casefold(), one.words.city.casefold()): one.id for one in reversed(employers_of(actor))},
        {(one.row.employer_id, one.name.casefold()) for one in book_of(actor)},
        {
            (one.employer.id, one.words.position.casefold())
            for one in (candidacies_of(actor, search.pk) if search else [])
        },
    )


def _take(actor: Actor, entry: Entry, known: _Known, taken: Taken) -> None:
    values = dict(entry.values)
    if not values.get("employer"):
        taken.problems.append((entry.line, "employer", "", _("The row names no employer: it was left out.")))
        return
    employer_id = _employer(actor, entry, values, known, taken)
    if values.get("contact") or values.get("title"):
        _contact(actor, entry, values, employer_id, known, taken)
    if values.get("position"):
        _candidacy(actor, entry, values, employer_id, known, taken)


def _employer(actor: Actor, entry: Entry, values: dict[str, str], known: _Known, taken: Taken) -> int:
    key = (values["employer"].casefold(), values.get("city", "").casefold())
    if key in known.employers:
        return known.employers[key]
    alone = not (values.get("contact") or values.get("title"))
    fields = {name: values.get(name, "") for name in _EMPLOYER} | {"name": values["employer"]}
    fields["country"] = fields["country"].upper()
    fields["phone"] = values.get("switchboard", "") or (values.get("phone", "") if alone else "")
    fields["email"] = values.get("email", "") if alone else ""
    fields["notes"] = values.get("notes", "") if alone and not values.get("position") else ""
    row = _kept(entry, taken, fields, lambda clean: save_employer(actor, None, EmployerWords(**clean)))
    known.employers[key] = row.pk
    taken.employers += 1
    return int(row.pk)


def _contact(actor: Actor, entry: Entry, values: dict[str, str], employer_id: int, known: _Known, taken: Taken) -> None:
    key = (employer_id, values.get("contact", "").casefold())
    if key in known.contacts:
        return
    rank = _choice(entry, taken, "rank", values.get("rank", ""), Rank, Rank.HR)
    fields = {name: values.get(name, "") for name in _CONTACT} | {"name": values.get("contact", "")}
    fields["notes"] = "" if values.get("position") else values.get("notes", "")

    def save(clean: Mapping[str, str]) -> Any:
        return save_contact(actor, None, ContactValues(ContactWords(**clean), employer_id, rank))

    _kept(entry, taken, fields, save)
    known.contacts.add(key)
    taken.contacts += 1


def _candidacy(
    actor: Actor, entry: Entry, values: dict[str, str], employer_id: int, known: _Known, taken: Taken
) -> None:
    key = (employer_id, values["position"].casefold())
    if key in known.candidacies:
        return
    level = _choice(entry, taken, "level", values.get("level", ""), Level, Level.SPECIALIST)
    stage = _choice(entry, taken, "stage", values.get("stage", ""), Stage, Stage.FOUND)
    fields = {name: values.get(name, "") for name in (*_CANDIDACY, "notes")}

    def save(clean: Mapping[str, str]) -> Any:
        return save_candidacy(actor, None, CandidacyValues(employer_id, CandidacyWords(**clean), level, stage))

    _kept(entry, taken, fields, save)
    known.candidacies.add(key)
    taken.candidacies += 1


def _kept(entry: Entry, taken: Taken, fields: dict[str, str], save: Callable[[Mapping[str, str]], Any]) -> Any:
    """Save the fields; a value that cannot be moves into the notes and is reported, and the rest is saved."""
    for _try in range(len(fields)):
        try:
            return save(fields)
        except FieldError as error:
            if not fields.get(error.field):
                raise
            bad = fields[error.field]
            _report(taken, entry.line, error.field, bad, _(error.problem))
            fields[error.field] = ""
            fields["notes"] = f"{fields['notes']}\n{error.field}: {bad}".strip()
    return save(fields)


def _choice(entry: Entry, taken: Taken, name: str, text: str, choices: Any, usual: str) -> str:
    """The choice that `text` names by its value or its label in the reader's language; the usual one without."""
    wanted = text.casefold()
    for one in choices:
        if wanted in (one.value, str(one.label).casefold()):
            return str(one.value)
    if wanted:
        words = _("This is none of the choices; “%(usual)s” was taken.") % {"usual": choices(usual).label}
        _report(taken, entry.line, name, text, words)
    return usual


def _report(taken: Taken, line: int, name: str, value: str, why: str) -> None:
    if len(taken.problems) < MOST_PROBLEMS:
        taken.problems.append((line, name, value[:60], why))
