"""What a card may hold and what a sheet must say: decided from plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

from ringback.base.kit import marking
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line, paragraphs
from ringback.base.kit.marking import Criterion

USUAL_BEST = 5
MOST_HINT = 1500
MOST_QUESTIONS = 8
MOST_QUESTION = 300
MOST_EVIDENCE = 2000


@dataclass(frozen=True, slots=True)
class Competence(Criterion):
    """What is marked; `hint`: what good answers show, a line each; `questions`: what everybody is asked about it."""

    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The mark of one competence, None where it was not spoken of, and what was said or done that shows it."""

    mark: int | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """The marks of one competence side by side: who gave which, the lowest, the middle one and the highest.

    `far`: they are so far apart that somebody saw what others did not.
    """

    marks: tuple[tuple[str, int], ...]
    low: int
    middle: float
    high: int
    far: bool


def checked(competences: Sequence[Competence]) -> list[Competence]:
    """The competences as they may be stored. Raises FieldError."""
    kept = [replace(one, questions=_questions(one.questions)) for one in marking.checked(competences, MOST_HINT)]
    if any(len(one.questions) > MOST_QUESTIONS for one in kept):
        raise FieldError("criteria", "There are too many questions.", "Ask at most eight about one competence.")
    return kept


def _questions(questions: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(line for one in questions if (line := one_line(one, MOST_QUESTION))))


def stored(competences: Sequence[Competence]) -> list[dict[str, object]]:
    """Competences as plain JSON values."""
    plain = zip(marking.stored(competences), competences, strict=True)
    return [row | {"questions": list(one.questions)} for row, one in plain]


def read(rows: Sequence[Mapping[str, Any]]) -> list[Competence]:
    """Competences from their stored values."""
    plain = zip(marking.read(rows), rows, strict=True)
    return [Competence(one.title, one.hint, one.weight, tuple(row.get("questions", ()))) for one, row in plain]


def with_question(competences: Sequence[Competence], title: str, question: str, shows: str) -> list[Competence]:
    """The competences with a question of the bank: in the one of that name, or in a new one."""
    made = list(competences)
    place = next((n for n, one in enumerate(made) if one.title.casefold() == title.casefold()), None)
    if place is None:
        return [*made, Competence(title, shows, questions=(question,))]
    one = made[place]
    if question not in one.questions:
        hint = "\n".join(dict.fromkeys([*one.hint.splitlines(), *shows.splitlines()]))
        made[place] = replace(one, hint=hint, questions=(*one.questions, question))
    return made


def checked_marks(competences: Sequence[Competence], given: Sequence[Given], most: int) -> list[Given]:
    """What may be stored: every mark with its evidence. Raises FieldError naming "evidence_3" or "mark_3"."""
    if len(given) != len(competences):
        raise FieldError("marks", "The scorecard has changed.", "Look again and mark once more.")
    marking.check_marks([one.mark for one in given], most)
    kept = [Given(one.mark, paragraphs(one.evidence, MOST_EVIDENCE)) for one in given]
    for number, (one, competence) in enumerate(zip(kept, competences, strict=True)):
        if one.mark is not None and not one.evidence:
            problem = f"“{competence.title}” has a mark and nothing that shows it."
            raise FieldError(f"evidence_{number}", problem, "Write what they said or did.")
        if one.mark is None and one.evidence:
            problem = f"“{competence.title}” has no mark."
            raise FieldError(f"mark_{number}", problem, "Give one, or take the words away.")
    return kept


def spread(marks: Iterable[tuple[str, int]], most: int) -> Spread | None:
    """The marks of one competence side by side; None without any."""
    given = tuple(marks)
    if not given:
        return None
    numbers = [mark for _name, mark in given]
    low, high = min(numbers), max(numbers)
    return Spread(given, low, float(median(numbers)), high, len(numbers) > 1 and high - low >= max(2, most // 2))
