"""What a seeker writes down after an interview, as it is packed into its row."""

import msgspec


class InterviewWords(msgspec.Struct, frozen=True):
    """The `signs` that were seen (their slugs), what was agreed in one's own words, and anything else."""

    signs: tuple[str, ...] = ()
    agreed: str = ""
    notes: str = ""


class PlannedWords(msgspec.Struct, frozen=True):
    """Where one meets."""

    place: str = ""
