"""What an applicant reads of their answer, offer and agreement: in their language, by their region's clock."""

from pathlib import Path

from ringback.base.kit.tongues import Tongue, Vocabulary
from ringback.doors.allocation.entries.models import Entry

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")


def tongue_of(entry: Entry) -> Tongue:
    """The applicant's; the entry's region is loaded."""
    return VOCABULARY.tongue(entry.region.zone, entry.language)
