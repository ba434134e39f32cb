"""What the desk shows of persons, of the list of no contact, and of receipts. Read-only, within the reader's grants."""

from ringback.core.people.reads.entries import Entry, EntryPage, closed_list, standing_of
from ringback.core.people.reads.persons import (
    MailRow,
    MergeRow,
    PersonPage,
    PersonRow,
    Persons,
    PhoneRow,
    doubles,
    person,
    persons,
)
from ringback.core.people.reads.receipts import ReceiptRow, receipts

__all__ = [
    "Entry",
    "EntryPage",
    "MailRow",
    "MergeRow",
    "PersonPage",
    "PersonRow",
    "Persons",
    "PhoneRow",
    "ReceiptRow",
    "closed_list",
    "doubles",
    "person",
    "persons",
    "receipts",
    "standing_of",
]
