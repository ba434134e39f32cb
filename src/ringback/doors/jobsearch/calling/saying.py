"""What may be said in a call, in the employer's language, with its names in place (MISSION S17, S20 to S22)."""

from dataclasses import dataclass
from pathlib import Path

from ringback.base.kit.tongues import Vocabulary
from ringback.doors.jobsearch.calling import rules
from ringback.doors.jobsearch.calling.rules import Pack
from ringback.doors.jobsearch.employers.services import hours_of
from ringback.doors.jobsearch.employers.shown import Shown
from ringback.doors.jobsearch.interviews.services import last_interview
from ringback.doors.jobsearch.workspaces.words import SeekerWords

VOCABULARY = Vocabulary(Path(__file__).parent / "languages")
_RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Phrases:
    """A pack of phrases: its slug, and its lines."""

    pack: Pack
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Script:
    """What to say, part by part, and the language it is in."""

    language: str
    direction: str
    secretary: list[str]
    opener: list[str]
    question: list[str]
    packs: list[Phrases]
    yes: list[str]
    no: list[str]
    undecided: list[str]


def script(candidacy: Shown, seeker: SeekerWords, secretary: str, who: str, language: str) -> Script:
    """The whole script for a call with `who`, behind `secretary`; "" for whom nobody knows. In the employer's language,
    or else in `language`."""
    spoken = VOCABULARY.tongue(hours_of(candidacy.employer).zone, candidacy.employer.words.language, language)
    interview = last_interview(candidacy.row)
    values = {
        "me": seeker.name,
        "secretary": secretary,
        "who": who or candidacy.employer.name,
        "position": candidacy.words.position,
        "employer": candidacy.employer.name,
        "day": spoken.day(interview.ended_at) if interview else "",
        "question": candidacy.words.question,
        "phone": seeker.phone,
    }
    said = {name: rules.lines(text, values) for name, text in spoken.words.items()}
    return Script(
        language=spoken.language,
        direction="rtl" if spoken.language in _RIGHT_TO_LEFT else "ltr",
        secretary=_first_that_fits(said["secretary"], known=bool(secretary)),
        opener=_one_of(said["opener"], met=interview is not None),
        question=said["question"],
        packs=[Phrases(pack, said[f"pack_{pack}"]) for pack in rules.PACKS],
        yes=said["yes"],
        no=said["no"],
        undecided=said["undecided"],
    )


def _first_that_fits(lines: list[str], *, known: bool) -> list[str]:
    """Whose name is known is greeted by it, and not asked for it."""
    return [line for number, line in enumerate(lines) if number != 1] if known else lines


def _one_of(lines: list[str], *, met: bool) -> list[str]:
    """Whoever was met is reminded of the day, not of the application."""
    return [line for number, line in enumerate(lines) if number != 2] if met else lines
