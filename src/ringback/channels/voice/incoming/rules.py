"""Which line somebody has dialled, and who may ring in now: decided from plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# Shorter ends of a number could be anybody's.
LEAST_DIGITS = 5
# One person rings again when nobody answers; a machine does not stop.
MOST_OF_A_NUMBER = 6
NUMBER_WINDOW_SECONDS = 600
# Whoever hangs up sooner has misdialled, or thinks so: nobody calls them back for it.
LEAST_RING_SECONDS = 4.0

_NO_DIGITS = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Line:
    """A trunk on which calls come in. `numbers`: the group of each E.164 number that has one of its own."""

    trunk_id: int
    organisation_id: int
    username: str
    caller_id: str
    group_id: int | None
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialled:
    """What was dialled: a line, the number of ours as we know it ("" where we do not), and the group that answers."""

    line: Line
    number: str
    group_id: int | None


def dialled(words: Sequence[str], lines: Iterable[Line]) -> Dialled | None:
    """Whose line that is, of those that come from where the call came from; None: nobody can tell.

    `words` are what the carrier says was dialled, best first. A number with a group of its own comes before a trunk's
    caller id, that before the user we register as, and a trunk that is the only one there takes whatever comes.
    """
    known = list(lines)
    for word in words:
        for line in known:
            for number, group_id in line.numbers.items():
                if same_number(word, number):
                    return Dialled(line, number, group_id)
    for word in words:
        for line in known:
            if same_number(word, line.caller_id):
                return Dialled(line, line.caller_id, line.group_id)
    for line in known:
        if line.username and line.username in words:
            return Dialled(line, line.caller_id, line.group_id)
    if len(known) == 1:
        return Dialled(known[0], known[0].caller_id, known[0].group_id)
    return None


def same_number(word: str, e164: str) -> bool:
    """Whether a carrier's way to write a number means this one: "+4930…", "004930…", "4930…" or "030…"."""
    digits, wanted = _NO_DIGITS.sub("", word).lstrip("0"), e164.lstrip("+")
    if not wanted.isdigit() or len(digits) < LEAST_DIGITS:
        return False
    return wanted == digits or (wanted.endswith(digits) and len(wanted) - len(digits) <= 3)


def owes_a_call(outcome: str, rang_seconds: float) -> bool:
    """Whether somebody whom nobody took is to be called back: not who hung up at once."""
    return outcome != "caller_left" or rang_seconds >= LEAST_RING_SECONDS
