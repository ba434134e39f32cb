"""What makes an opening vague, and which stages one begins with: decided from plain values."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST_WORDS = 12
WIDEST = Decimal("1.8")
MOST_REQUIREMENTS = 30
MOST_STAGES = 15

# Words that say nothing a candidate could check, in the languages openings are written in.
_HOLLOW = re.compile(
    r"""\b(?: various\ (?:tasks|duties) | other\ (?:tasks|duties) | as\ (?:needed|required|assigned) | etc | and\ so\ on
    | competitive | dynamic | fast-paced | rock\ ?star | ninja | stress[- ]resist\w+ | team\ player | self-starter
    | good\ communicat\w+ | young\ team | verschieden\w*\ aufgaben | sonstige\w*\ aufgaben | nach\ bedarf | usw
    | marktüblich\w* | leistungsgerecht\w* | belastbar\w* | teamfähig\w* | dynamisch\w* | junges\ team
    | разн\w+\ (?:задач\w*|обязанност\w*) | по\ необходимости | и\ т\.?\ ?д | стрессоустойчив\w+ | коммуникабельн\w+
    | конкурентн\w+ | динамичн\w+ | дружн\w+ | varias\ tareas | otras\ (?:tareas|funciones) | según\ necesidad
    | competitivo | dinámic\w+ )\b | 等等 | 具有竞争力 | 抗压""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Text:
    """What an opening says, as far as the check reads it."""

    duties: str
    requirements: Sequence[str]
    pay_from: Decimal | None
    pay_to: Decimal | None


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing a candidate would have to guess: the `field`, the `kind` of fault, and the `words` found, if any."""

    field: str
    kind: str
    words: str = ""


def complaints(text: Text) -> list[Complaint]:
    """What is vague or missing in duties, requirements and pay (MISSION H27). Empty: nothing was found."""
    return [*_duties(text.duties), *_requirements(text.requirements), *_pay(text.pay_from, text.pay_to)]


def _duties(duties: str) -> Iterable[Complaint]:
    if not duties.strip():
        yield Complaint("duties", "missing")
        return
    if _length(duties) < LEAST_WORDS:
        yield Complaint("duties", "short")
    if found := hollow(duties):
        yield Complaint("duties", "hollow", ", ".join(found))


def _requirements(requirements: Sequence[str]) -> Iterable[Complaint]:
    if not any(line.strip() for line in requirements):
        yield Complaint("requirements", "missing")
    if found := hollow("\n".join(requirements)):
        yield Complaint("requirements", "hollow", ", ".join(found))


def _pay(pay_from: Decimal | None, pay_to: Decimal | None) -> Iterable[Complaint]:
    if pay_from is None and pay_to is None:
        yield Complaint("pay", "missing")
    elif pay_from is None or pay_to is None:
        yield Complaint("pay", "half")
    elif pay_from and pay_to > pay_from * WIDEST:
        yield Complaint("pay", "wide")


def hollow(text: str) -> list[str]:
    """The words of `text` that say nothing, each once, as they stand there."""
    return list(dict.fromkeys(found.group(0).casefold() for found in _HOLLOW.finditer(text)))


def _length(text: str) -> int:
    """Words; two characters of a script without spaces count as one."""
    spaced = len(text.split())
    return max(spaced, len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text)) // 2)
