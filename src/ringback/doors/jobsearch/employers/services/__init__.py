"""The verbs of employers: what the other parts of the door enter by."""

from ringback.doors.jobsearch.employers.services.book import (
    Found,
    book_of,
    contact_of,
    contacts_in_order,
    contacts_of,
    find,
    moves_of,
    people_at,
)
from ringback.doors.jobsearch.employers.services.finding import (
    candidacies_of,
    candidacies_of_workspace,
    candidacy_in,
    candidacy_of,
    employer_of,
    employers_of,
    hours_of,
    workspace_at_work,
)
from ringback.doors.jobsearch.employers.services.importing import MOST_BYTES, Taken, take_in
from ringback.doors.jobsearch.employers.services.keeping import (
    CandidacyValues,
    ContactValues,
    expect,
    keep_question,
    save_candidacy,
    save_candidacy_with,
    save_contact,
    save_employer,
)
from ringback.doors.jobsearch.employers.services.moving import Moved, move, when_ended, when_moved
from ringback.doors.jobsearch.employers.services.searching import begin_search, close_search, search_of

__all__ = [
    "MOST_BYTES",
    "CandidacyValues",
    "ContactValues",
    "Found",
    "Moved",
    "Taken",
    "begin_search",
    "book_of",
    "candidacies_of",
    "candidacies_of_workspace",
    "candidacy_in",
    "candidacy_of",
    "close_search",
    "contact_of",
    "contacts_in_order",
    "contacts_of",
    "employer_of",
    "employers_of",
    "expect",
    "find",
    "hours_of",
    "keep_question",
    "move",
    "moves_of",
    "people_at",
    "save_candidacy",
    "save_candidacy_with",
    "save_contact",
    "save_employer",
    "search_of",
    "take_in",
    "when_ended",
    "when_moved",
    "workspace_at_work",
]
