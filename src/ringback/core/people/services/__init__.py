"""The verbs of people: the only door through which other slices enter."""

from ringback.core.people.histories import Happening, history, tells_history
from ringback.core.people.holders import (
    Erased,
    Held,
    HeldFile,
    PersonalData,
    RetentionKind,
    Section,
    Subject,
    register,
    register_retention,
)
from ringback.core.people.rules import Why
from ringback.core.people.services.aftermath import tell, when_aftermath
from ringback.core.people.services.audiences import (
    Addressee,
    PersonIds,
    Selection,
    addressees,
    count_not_agreed,
    every_addressee,
)
from ringback.core.people.services.closed import closed_persons
from ringback.core.people.services.consents import (
    Withdrawn,
    has_consent,
    note_consent,
    record_consent,
    shortened,
    when_consent_withdrawn,
    withdraw_consent,
)
from ringback.core.people.services.contact import (
    Refusal,
    as_address,
    close_for,
    close_typed,
    do_not_contact,
    lift,
    lost_entries,
    may_be_called,
    may_contact,
    never_again,
    never_called,
    opt_out,
    opt_out_undone,
)
from ringback.core.people.services.editing import (
    PersonValues,
    add_email,
    add_phone,
    change_person,
    remove_email,
    remove_phone,
)
from ringback.core.people.services.erasing import erase, leave_files, remove_leftovers
from ringback.core.people.services.exporting import Export, export
from ringback.core.people.services.folding import fold_names
from ringback.core.people.services.knowing import (
    ASKING_ROWS,
    asking_by_phone,
    known_by_email,
    known_by_phone,
    organisations_with_email,
    person_with_email,
)
from ringback.core.people.services.ledger.lines import read as read_ledger
from ringback.core.people.services.ledger.replaying import Replayed, replay_ledger
from ringback.core.people.services.ledger.writing import known_lines, ledger_path, write_ledger
from ringback.core.people.services.lists import Imported, export_list, import_list
from ringback.core.people.services.merging import merge, undo_merge
from ringback.core.people.services.reaching import Reach, reach_of
from ringback.core.people.services.retention import (
    Period,
    Tidied,
    apply_retention,
    expire_persons,
    retention,
    set_retention,
)

__all__ = [
    "ASKING_ROWS",
    "Addressee",
    "Erased",
    "Export",
    "Happening",
    "Held",
    "HeldFile",
    "Imported",
    "Period",
    "PersonIds",
    "PersonValues",
    "PersonalData",
    "Reach",
    "Refusal",
    "Replayed",
    "RetentionKind",
    "Section",
    "Selection",
    "Subject",
    "Tidied",
    "Why",
    "Withdrawn",
    "add_email",
    "add_phone",
    "addressees",
    "apply_retention",
    "as_address",
    "asking_by_phone",
    "change_person",
    "close_for",
    "close_typed",
    "closed_persons",
    "count_not_agreed",
    "do_not_contact",
    "erase",
    "every_addressee",
    "expire_persons",
    "export",
    "export_list",
    "fold_names",
    "has_consent",
    "history",
    "import_list",
    "known_by_email",
    "known_by_phone",
    "known_lines",
    "leave_files",
    "ledger_path",
    "lift",
    "lost_entries",
    "may_be_called",
    "may_contact",
    "merge",
    "never_again",
    "never_called",
    "note_consent",
    "opt_out",
    "opt_out_undone",
    "organisations_with_email",
    "person_with_email",
    "reach_of",
    "read_ledger",
    "record_consent",
    "register",
    "register_retention",
    "remove_email",
    "remove_leftovers",
    "remove_phone",
    "replay_ledger",
    "retention",
    "set_retention",
    "shortened",
    "tell",
    "tells_history",
    "undo_merge",
    "when_aftermath",
    "when_consent_withdrawn",
    "withdraw_consent",
    "write_ledger",
]
