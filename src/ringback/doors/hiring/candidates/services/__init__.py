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
from ringback.doors.hiring.candidates.services.moving import Moved, finish, move, note_merits, resume, when_moved

__all__ = [
    "ApplyValues",
    "Changed",
    "Contact",
    "ContactValues",
    "Done",
    "Moved",
    "Upload",
    "add_application",
    "add_document",
    "application_of",
    "applications_of",
    "apply",
    "change_contact",
    "contact_of",
    "content_of",
    "document_of",
    "finish",
    "finish_many",
    "link_to",
    "mark_answered",
    "move",
    "move_many",
    "note_merits",
    "read_upload",
    "reconsider",
    "resume",
    "unanswered_words",
    "waiting",
    "when_moved",
]
