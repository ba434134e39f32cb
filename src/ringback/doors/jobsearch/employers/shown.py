"""Rows of this part with their words opened: what pages, and the parts above, are handed."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from ringback.base.database.vaults import Vault
from ringback.doors.jobsearch.employers import rules
from ringback.doors.jobsearch.employers.models import Candidacy, Contact, Employer
from ringback.doors.jobsearch.employers.words import CandidacyWords, ContactWords, EmployerWords

Row = TypeVar("Row", Employer, Contact)
Words = TypeVar("Words", EmployerWords, ContactWords)


@dataclass(frozen=True, slots=True)
class _Opened(Generic[Row, Words]):
    """A row and what is known of what it stands for."""

    row: Row
    words: Words

    @property
    def id(self) -> int:
        return self.row.pk

    @property
    def name(self) -> str:
        return self.words.name


class ShownEmployer(_Opened[Employer, EmployerWords]):
    """An employer, opened."""


class ShownContact(_Opened[Contact, ContactWords]):
    """A contact, opened."""

    @property
    def called(self) -> str:
        """Their name, or their post where nobody knows it yet."""
        return self.words.name or self.words.title


@dataclass(frozen=True, slots=True)
class Shown:
    """A candidacy, its post and its employer, opened."""

    row: Candidacy
    words: CandidacyWords
    employer: ShownEmployer

    @property
    def id(self) -> int:
        return self.row.pk

    @property
    def title(self) -> str:
        """Post and employer in one line: "Bookkeeper, Tents & Co"."""
        return ", ".join(word for word in (self.words.position, self.employer.name) if word)

    @property
    def ended(self) -> bool:
        return rules.ends(self.row.stage)


def shown_employer(vault: Vault, row: Employer) -> ShownEmployer:
    """Open one employer. Raises SealError."""
    return ShownEmployer(row, vault.unpack(EmployerWords, row.secret))


def shown_contact(vault: Vault, row: Contact) -> ShownContact:
    """Open one contact. Raises SealError."""
    return ShownContact(row, vault.unpack(ContactWords, row.secret))


def shown_candidacy(vault: Vault, row: Candidacy) -> Shown:
    """Open one candidacy; its employer must be loaded. Raises SealError."""
    row.employer.workspace = row.workspace  # the same, and loaded with its organisation
    return Shown(row, vault.unpack(CandidacyWords, row.secret), shown_employer(vault, row.employer))
