"""What to say in a call, and what may come of it: pure decisions over plain values (MISSION S18, S22)."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

# After so many conversations without a yes or a no, pushing turns into letting go.
FRUITLESS = 3
OPENER_SECONDS = 30
_FIELD = re.compile(r"\{(\w+)\}")


class Outcome(StrEnum):
    """What came of a call."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
    NOT_REACHED = "not_reached"


class Pack(StrEnum):
    """What kind of thing to say (MISSION S22)."""

    REMINDER = "reminder"
    PRESSURE = "pressure"
    CLOSE = "close"
    REPULSION = "repulsion"


PACKS = tuple(Pack)


def suggested(outcomes: Sequence[str], *, good_feeling: bool = False) -> Pack:
    """Which pack fits the next call, after the `outcomes` of earlier ones, the oldest first.

    A reminder at first; a trial close where it felt good; light pressure after two without an end; repulsion after
    three: to be let go is what makes them decide. Calls that reached nobody were no conversations.
    """
    fruitless = sum(1 for one in outcomes if one == Outcome.UNDECIDED)
    if fruitless >= FRUITLESS:
        return Pack.REPULSION
    if fruitless == FRUITLESS - 1:
        return Pack.PRESSURE
    return Pack.CLOSE if good_feeling and fruitless else Pack.REMINDER


def lines(text: str, values: Mapping[str, str]) -> list[str]:
    """The lines of a phrase pack with `values` in their places. A line that needs what nobody has said is left out."""
    found = (line.strip() for line in text.splitlines())
    said = [line for line in found if line and all(values.get(name) for name in _FIELD.findall(line))]
    return [_FIELD.sub(lambda field: values[field[1]], line) for line in said]
