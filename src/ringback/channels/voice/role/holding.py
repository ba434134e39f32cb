"""Visitors on the line of this process who wait for somebody to become free: what is needed to ring agents for them."""

from dataclasses import dataclass, field

from ringback.channels.voice.models import Call
from ringback.channels.voice.role.ledger import CallState, Ledger
from ringback.channels.voice.role.planning import Sounds


@dataclass(frozen=True, slots=True)
class Held:
    """A call whose visitor the engine has on the line."""

    row: Call
    state: CallState
    sounds: Sounds
    language: str


@dataclass(slots=True)
class Holding:
    """By call id. Written before the engine gets the call; whose call is over is forgotten."""

    _ledger: Ledger
    _held: dict[str, Held] = field(default_factory=dict)

    def add(self, held: Held) -> None:
        self._held[held.row.call_id] = held

    def get(self, call_id: str) -> Held | None:
        return self._held.get(call_id)

    def all(self) -> list[Held]:
        """Those whose call is not over."""
        over = [call_id for call_id in list(self._held) if call_id not in self._ledger.calls]
        for call_id in over:
            self._held.pop(call_id, None)
        return list(self._held.values())
