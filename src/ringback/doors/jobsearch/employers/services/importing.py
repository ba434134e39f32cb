"""Taking in a list of employers, people and posts; what is known already is not taken in twice."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit.errors import FieldError
from ringback.doors.jobsearch.employers import columns
from ringback.doors.jobsearch.employers.models import Level, Rank, Search, Stage
from ringback.doors.jobsearch.employers.services.book import book_of
from ringback.doors.jobsearch.employers.services.finding import candidacies_of, employers_of
from ringback.doors.jobsearch.employers.services.keeping import (
    CandidacyValues,
    ContactValues,
    none_open,
    save_candidacy,
    save_contact,
    save_employer,
)
from ringback.doors.jobsearch.employers.services.searching import search_of
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords
from ringback.doors.jobsearch.workspaces.services import workspace_of

MOST_BYTES = 2_000_000
MOST_PROBLEMS = 200
_AT_ONCE = 20
_EMPLOYER = ("city", "country", "zone", "website", "opens", "closes", "language")
_CONTACT = ("title", "salutation", "phone", "email")


@dataclass(slots=True)
class Taken:
    """How many of each came in new, and what was not understood: (line, the value's column, the value, why)."""

    employers: int = 0
    contacts: int = 0
    candidacies: int = 0
    unknown: list[str] = field(default_factory=list)
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)


def take_in(actor: Actor, content: bytes) -> Taken:
    """Take in a CSV file. A value that cannot be goes into the notes, and is reported with its line.

    Raises FieldError for what is no such file, ConflictError for posts where no search is open; nothing is taken in.
    """
    if len(content) > MOST_BYTES:
        raise FieldError("file", _("This file is too large."), _("Split it: at most 2 MB at once."))
    try:
        listed = columns.read(content)
    except ValueError as error:
        mend = _("Save it as CSV in UTF-8, with a heading that has a column “employer”, and at most 2,000 rows.")
        raise FieldError("file", _("This is no list that can be read."), mend) from error
    taken = Taken(unknown=listed.unknown)
    search = search_of(workspace_of(actor))
    if search is None and any(values.get("position") for _line, values in listed.rows):
        raise none_open()
    known = _known(actor, search)
    # A few rows a time: each is a dozen writes, and nobody else may wait for two thousand. What came in before a
    # failure is known when the file comes again.
    for start in range(0, len(listed.rows), _AT_ONCE):
        with transaction.atomic():
            for line, values in listed.rows[start : start + _AT_ONCE]:
                _Row(actor, line, values, known, taken).take()
    audit(actor, "employers.imported", "", rows=len(listed.rows))
    return taken


@dataclass(slots=True)
class _Known:
    """What the workspace holds by now, by names without case; people without a name by their post."""

    employers: dict[tuple[str, str], int]
    contacts: set[tuple[int | None, str]]
    candidacies: set[tuple[int, str]]


def _known(actor: Actor, search: Search | None) -> _Known:
    posts = candidacies_of(actor, search.pk) if search else []
    return _Known(
        {(one.name.casefold(), one.words.city.casefold()): one.id for one in reversed(employers_of(actor))},
        {(one.row.employer_id, one.called.casefold()) for one in book_of(actor)},
        {(one.employer.id, one.words.position.casefold()) for one in posts},
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One row on its way in: an employer, and somebody and a post there where it names them."""

    actor: Actor
    line: int
    values: Mapping[str, str]
    known: _Known
    taken: Taken

    def take(self) -> None:
        """Take in what is not known yet."""
        if not self._said("employer"):
            self._report("employer", "", _("The row names no employer: it was left out."))
            return
        employer_id = self._employer()
        if self._person:
            self._contact(employer_id)
        if self._said("position"):
            self._candidacy(employer_id)

    def _said(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def _person(self) -> str:
        return self._said("contact") or self._said("title")

    def _employer(self) -> int:
        key = (self._said("employer").casefold(), self._said("city").casefold())
        if key not in self.known.employers:
            fields = {name: self._said(name) for name in _EMPLOYER} | {"name": self._said("employer")}
            fields["country"] = fields["country"].upper()
            # Where the row names nobody, its number, address and notes are the house's.
            alone = not self._person
            fields["phone"] = self._said("switchboard") or (self._said("phone") if alone else "")
            fields["email"] = self._said("email") if alone else ""
            fields["notes"] = self._said("notes") if alone and not self._said("position") else ""
            row = self._kept(fields, lambda clean: save_employer(self.actor, None, EmployerWords(**clean)))
            self.known.employers[key] = row.pk
            self.taken.employers += 1
        return self.known.employers[key]

    def _contact(self, employer_id: int) -> None:
        key = (employer_id, self._person.casefold())
        if key in self.known.contacts:
            return
        rank = self._choice("rank", Rank, Rank.HR)
        fields = {name: self._said(name) for name in _CONTACT} | {"name": self._said("contact")}
        fields["notes"] = "" if self._said("position") else self._said("notes")

        def save(clean: Mapping[str, str]) -> Any:
            return save_contact(self.actor, None, ContactValues(ContactWords(**clean), employer_id, rank))

        self._kept(fields, save)
        self.known.contacts.add(key)
        self.taken.contacts += 1

    def _candidacy(self, employer_id: int) -> None:
        key = (employer_id, self._said("position").casefold())
        if key in self.known.candidacies:
            return
        level = self._choice("level", Level, Level.SPECIALIST)
        stage = self._choice("stage", Stage, Stage.FOUND)
        fields = {name: self._said(name) for name in CandidacyWords.__struct_fields__}

        def save(clean: Mapping[str, str]) -> Any:
            return save_candidacy(self.actor, None, CandidacyValues(employer_id, CandidacyWords(**clean), level, stage))

        self._kept(fields, save)
        self.known.candidacies.add(key)
        self.taken.candidacies += 1

    def _kept(self, fields: dict[str, str], save: Callable[[Mapping[str, str]], Any]) -> Any:
        """Save the fields; a value that cannot be moves into the notes and is reported, and the rest is saved."""
        for _try in range(len(fields)):
            try:
                return save(fields)
            except FieldError as error:
                if not fields.get(error.field):
                    raise
                bad = fields[error.field]
                self._report(error.field, bad, _(error.problem))
                fields[error.field] = ""
                fields["notes"] = f"{fields['notes']}\n{error.field}: {bad}".strip()
        return save(fields)

    def _choice(self, name: str, choices: Any, usual: str) -> str:
        """The choice that the row names by its value or its label in the reader's language; the usual one without."""
        wanted = self._said(name).casefold()
        for one in choices:
            if wanted in (one.value, str(one.label).casefold()):
                return str(one.value)
        if wanted:
            words = _("This is none of the choices; “%(usual)s” was taken.") % {"usual": choices(usual).label}
            self._report(name, self._said(name), words)
        return usual

    def _report(self, name: str, value: str, why: str) -> None:
        if len(self.taken.problems) < MOST_PROBLEMS:
            self.taken.problems.append((self.line, name, value[:60], why))
