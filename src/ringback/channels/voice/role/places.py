"""Whoever waits on the line is told their place in the queue, at once and from time to time."""

from collections.abc import Callable
from functools import partial

from ringback.base.kit import clock
from ringback.channels.voice.queueing import saying
from ringback.channels.voice.queueing.services import queue_place
from ringback.channels.voice.role.holding import Held, Holding
from ringback.channels.voice.role.sounds import SoundMaker

EVERY_SECONDS = 30.0

Tell = Callable[[str, str], None]


class Places:
    """Asked now and then, away from whatever must not be held up."""

    def __init__(self, holding: Holding, sounds: SoundMaker, tell: Tell) -> None:
        self._holding = holding
        self._sounds = sounds
        self._tell = tell
        self._told: dict[str, float] = {}

    def look(self) -> None:
        """Tell those who have not heard it for a while; whoever is being served is in no place."""
        now = clock.monotonic()
        held = {one.row.call_id: one for one in self._holding.all()}
        self._told = {call_id: at for call_id, at in self._told.items() if call_id in held}
        due = [call_id for call_id in held if now - self._told.get(call_id, -EVERY_SECONDS) >= EVERY_SECONDS]
        for call_id, place in (queue_place(due) if due else {}).items():
            self._told[call_id] = now
            self._say(held[call_id], place.position)

    def _say(self, held: Held, position: int) -> None:
        text = saying.place(held.language, position)
        self._sounds.say(text, held.language, partial(self._tell, held.row.call_id))
