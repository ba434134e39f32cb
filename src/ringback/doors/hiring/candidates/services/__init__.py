"""The verbs of candidates: what the other parts of the door enter by."""

from ringback.doors.hiring.candidates.services.answering import mark_answered, unanswered_words, waiting
from ringback.doors.hiring.candidates.services.applying import ApplyValues, add_application, apply, reconsider
from ringback.doors.hiring.candidates.services.bulk import Done, finish_many, move_many
from ringback.doors.hiring.candidates.services.contacting import Changed, ContactValues, change_contact
from ringback.doors.hiring.candidates.services.documents import (
    Upload,
    add_document,
    content_of,
    document_of,
    link_to,
    read_upload,
)
from ringback.doors.hiring.candidates.services.finding import Contact, application_of, applications_of, contact_of
from ringback.doors.hiring.candidates.services.keeping import (
    KEPT_FOR_OTHERS,
    agree_to_be_kept,
    agreed_to_be_kept,
    kept_since,
    stop_keeping,
)
from ringback.doors.hiring.candidates.services.moving import Moved, finish, move, note_merits, resume, when_moved

__all__ = [
    "KEPT_FOR_OTHERS",
    "ApplyValues",
    "Changed",
    "Contact",
    "ContactValues",
    "Done",
    "Moved",
    "Upload",
    "add_application",
    "add_document",
    "agree_to_be_kept",
    "agreed_to_be_kept",
    "application_of",
    "applications_of",
    "apply",
    "change_contact",
    "contact_of",
    "content_of",
    "document_of",
    "finish",
    "finish_many",
    "kept_since",
    "link_to",
    "mark_answered",
    "move",
    "move_many",
    "note_merits",
    "read_upload",
    "reconsider",
    "resume",
    "stop_keeping",
    "unanswered_words",
    "waiting",
    "when_moved",
]
