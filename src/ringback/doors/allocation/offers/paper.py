"""A signed paper, and the PDF file of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Paper:
    """What is put on paper. `facts` are names and values in the reader's language; `record` is what is attached.

    `lacking` says, with {characters}, that some could not be drawn.
    """

    language: str
    title: str
    text: str
    facts: Sequence[tuple[str, str]]
    record: bytes
    made_at: datetime
    lacking: str
    author: str = ""


def pdf_of(paper: Paper) -> bytes:
    """The paper as a PDF file; what draws it is loaded with the first: it weighs 30 MB in every process that does."""
    drawn: bytes = import_module("ringback.doors.allocation.offers.drawing").pdf_of(paper)
    return drawn
