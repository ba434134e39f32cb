"""What candidates read of their answer: in their language, by their own clock."""

from pathlib import Path

from ringback.base.kit.tongues import Tongue, Vocabulary
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.candidates.services import contact_of

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")


def tongue_of(application: Application) -> Tongue:
    """The candidate's."""
    contact = contact_of(application)
    return VOCABULARY.tongue(contact.zone or "UTC", contact.language)
