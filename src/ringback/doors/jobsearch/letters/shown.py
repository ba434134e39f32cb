"""A letter with its words opened: what pages and services are handed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ringback.base.kit.tongues import Tongue
from ringback.doors.jobsearch.employers.services import hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.hearing.deadlines import MOST_DAYS, deadlines
from ringback.doors.jobsearch.letters import rules, saying
from ringback.doors.jobsearch.letters.models import Letter
from ringback.doors.jobsearch.letters.rules import Field, Kind
from ringback.doors.jobsearch.letters.words import LetterWords


@dataclass(frozen=True, slots=True)
class Asked:
    """In how many days the letter asks for an answer, and the words that say so."""

    days: int
    words: str


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter, what it says, and whose it is about."""

    row: Letter
    words: LetterWords
    candidacy: Shown

    @property
    def id(self) -> int:
        return self.row.pk

    @property
    def kind(self) -> Kind:
        return Kind(self.row.kind)

    def asked(self, sent_at: datetime) -> Asked | None:
        """In how many days the text asks for an answer, sent then (MISSION S9): "within three days", "by Wednesday"."""
        day = sent_at.astimezone(tongue_of(self.candidacy, self.row.language).zone).date()
        within = [Asked((one.day - day).days, one.words) for one in deadlines(self.words.body, day)]
        return next((one for one in within if one.days <= MOST_DAYS), None)

    @property
    def lacking(self) -> list[Field]:
        """What it must say and does not (MISSION S8, S9)."""
        signs = saying.signs(tongue_of(self.candidacy, self.row.language), held_on(self.words), slot_at(self.words))
        return rules.lacking(self.kind, fields_of(self.words), self.words.body, signs)


def tongue_of(candidacy: Shown, language: str) -> Tongue:
    """The language of a letter, and the employer's clock."""
    return saying.VOCABULARY.tongue(hours_of(candidacy.employer).zone, language)


def held_on(words: LetterWords) -> date | None:
    """The day of the interview."""
    return date.fromisoformat(words.interview_on) if words.interview_on else None


def slot_at(words: LetterWords) -> datetime | None:
    """The time that is proposed."""
    return datetime.fromisoformat(words.slot_at).astimezone(UTC) if words.slot_at else None


def fields_of(words: LetterWords) -> dict[str, str]:
    """What the letter is written from, by the rules' names."""
    names = ("to_name", "salutation", "position", "strengths", "benefit", "question", "name", "phone", "within")
    return {name: getattr(words, name) for name in names}


def written(kind: Kind, tongue: Tongue, words: LetterWords) -> tuple[str, str]:
    """Subject and body written anew from what is known."""
    day, slot = held_on(words), slot_at(words)
    values = fields_of(words)
    values["date"] = saying.day_words(tongue, day) if day else ""
    values["slot"] = saying.slot_words(tongue, slot) if slot else ""
    return saying.composed(kind, tongue, values)
