"""A call's legs on a time axis: where each bar begins and ends, as shares of the whole."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_MOST_TICKS = 7
_LEAST_WIDTH = 0.6


class Spoken(Protocol):
    """What the axis needs of a leg."""

    @property
    def role(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def dialled_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def accepted_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def cause(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of one kind ("ringing", "whisper", "waiting", "talking"): `x` and `width` in per cent."""

    kind: str
    x: float
    width: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """One leg: whose it is, how it ended, and its bars."""

    role: str
    name: str
    address: str
    cause: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark below the axis: `x` in per cent, and the seconds since the request."""

    x: float
    seconds: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The whole drawing. `joined_x` is where both began to talk (None: never), `talk` the span of the sound."""

    rows: tuple[Row, ...]
    ticks: tuple[Tick, ...]
    joined_x: float | None
    talk: tuple[float, float] | None
    seconds: float


def draw(legs: Sequence[Spoken], requested_at: datetime, connected_at: datetime | None, until_at: datetime) -> Axis:
    """Lay the legs out from the request to `until_at` (the call's end, or now)."""
    seconds = max((until_at - requested_at).total_seconds(), 1.0)

    def share(at: datetime) -> float:
        return min(max((at - requested_at).total_seconds() / seconds * 100, 0.0), 100.0)

    joined = None if connected_at is None else share(connected_at)
    rows = tuple(
        Row(leg.role, leg.name, leg.address, leg.cause, tuple(_bars(leg, connected_at, until_at, share)))
        for leg in legs
    )
    return Axis(rows, tuple(_ticks(seconds)), joined, None if joined is None else (joined, 100.0), seconds)


def _bars(
    leg: Spoken, connected_at: datetime | None, until_at: datetime, share: Callable[[datetime], float]
) -> Iterator[Bar]:
    end = leg.ended_at or until_at
    moments: list[tuple[str, datetime]] = [("ringing", leg.dialled_at)]
    if leg.answered_at:
        moments.append(("whisper" if leg.role == "agent" else "waiting", leg.answered_at))
    if leg.role == "agent" and leg.accepted_at:
        moments.append(("waiting", leg.accepted_at))
    if connected_at and leg.answered_at and leg.answered_at <= connected_at <= end:
        moments.append(("talking", connected_at))
    stops = [at for _, at in moments[1:]] + [end]
    for (kind, start), stop in zip(moments, stops, strict=True):
        width = share(stop) - share(start)
        if width > 0 or kind == "ringing":
            shown = max(width, _LEAST_WIDTH)
            yield Bar(kind, min(share(start), 100 - shown), shown, (stop - start).total_seconds())


def _ticks(seconds: float) -> list[Tick]:
    step = next((step for step in _STEPS if seconds / step <= _MOST_TICKS), _STEPS[-1])
    return [Tick(at / seconds * 100, at) for at in range(0, int(seconds) + 1, step)]
