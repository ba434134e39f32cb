"""The verbs of entries: what the other parts of the door enter by."""

from ringback.doors.allocation.entries.services.confirming import confirm_some, confirm_soon, resume_confirming
from ringback.doors.allocation.entries.services.drafting import (
    Unsent,
    content_of,
    draft_of,
    files_of,
    save_draft,
    save_drafts,
)
from ringback.doors.allocation.entries.services.files import (
    Upload,
    add_file,
    content_of_file,
    file_of,
    files_of_entry,
    link_to,
    read_upload,
)
from ringback.doors.allocation.entries.services.finding import (
    Applied,
    applied,
    applied_by,
    entries_within,
    entry_of,
    head_office_sees,
    keeps_away,
    submitted,
)
from ringback.doors.allocation.entries.services.knowing import Known, Whence, on_lists, reasons
from ringback.doors.allocation.entries.services.listing import Listed, list_known
from ringback.doors.allocation.entries.services.taking import Receipt, Submission, submit, take
from ringback.doors.allocation.entries.services.withdrawing import when_withdrawn, withdraw
from ringback.doors.allocation.entries.submissions import Said, WrongFieldsError

__all__ = [
    "Applied",
    "Known",
    "Listed",
    "Receipt",
    "Said",
    "Submission",
    "Unsent",
    "Upload",
    "Whence",
    "WrongFieldsError",
    "add_file",
    "applied",
    "applied_by",
    "confirm_some",
    "confirm_soon",
    "content_of",
    "content_of_file",
    "draft_of",
    "entries_within",
    "entry_of",
    "file_of",
    "files_of",
    "files_of_entry",
    "head_office_sees",
    "keeps_away",
    "link_to",
    "list_known",
    "on_lists",
    "read_upload",
    "reasons",
    "resume_confirming",
    "save_draft",
    "save_drafts",
    "submit",
    "submitted",
    "take",
    "when_withdrawn",
    "withdraw",
]
