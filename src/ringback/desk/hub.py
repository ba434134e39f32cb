"""Fans the doorbell's rings out to the streams of one web process."""

import asyncio
from collections import defaultdict
from contextlib import AbstractContextManager
from types import TracebackType

from ringback.base.database.doorbell import Listener, Ring

WHATS = frozenset(
    {
        "calls",
        "today",
        "trunks",
        "presence",
        "recordings",
        "dialling",
        "sites",
        "visitors",
        "team",
        "hours",
        "webhooks",
        "notices",
        "figures",
    }
)
# A bell may be lost while the doorbell is only beginning to listen: then everybody looks once more.
LOOK_SECONDS = 1.0


class Subscription(AbstractContextManager["Subscription"]):
    """One browser's end. What changed while it was not looking is kept once a kind, so a slow one costs nothing."""

    def __init__(self, hub: "Hub", organisation_id: int, member_id: int | None = None) -> None:
        self._hub = hub
        self.organisation_id = organisation_id
        self.member_id = member_id
        self._waiting: set[str] = set()
        self._rung = asyncio.Event()

    def put(self, what: str) -> None:
        self._waiting.add(what)
        self._rung.set()

    async def changes(self, seconds: float) -> list[str]:
        """What has changed since the last time, waiting for up to `seconds`; [] when nothing has."""
        try:
            # Not wait_for: in Python 3.11 it can swallow the cancellation of a browser that goes as the bell rings.
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return []
        self._rung.clear()
        changed, self._waiting = sorted(self._waiting), set()
        return changed

    def __enter__(self) -> "Subscription":
        self._hub.join(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hub.leave(self)


class Hub:
    """Hears the "desk" topic in one thread and hands each ring to the subscriptions of its organisation.

    Belongs to one event loop; everything but `_heard` runs in it. The thread lives while somebody listens.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._subscriptions: dict[int, set[Subscription]] = defaultdict(set)
        self._listener: Listener | None = None

    @property
    def size(self) -> int:
        """How many browsers listen now."""
        return sum(len(those) for those in list(self._subscriptions.values()))

    def belongs_here(self) -> bool:
        """Whether the running loop is the one this hub was made in."""
        return self._loop is asyncio.get_running_loop()

    def join(self, subscription: Subscription) -> None:
        self._subscriptions[subscription.organisation_id].add(subscription)
        if self._listener is None:
            self._listener = Listener(["desk"], self._heard)
            self._listener.__enter__()
            self._loop.call_later(LOOK_SECONDS, self._look)

    def leave(self, subscription: Subscription) -> None:
        those = self._subscriptions[subscription.organisation_id]
        those.discard(subscription)
        if not those:
            del self._subscriptions[subscription.organisation_id]
        if not self._subscriptions and self._listener is not None:
            listener, self._listener = self._listener, None
            self._loop.run_in_executor(None, listener.__exit__, None, None, None)  # it waits for its thread

    def _heard(self, ring: Ring) -> None:
        """Runs in the listener's thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hand_out, ring)

    def _look(self) -> None:
        for those in self._subscriptions.values():
            for subscription in those:
                for what in WHATS:
                    subscription.put(what)

    def _hand_out(self, ring: Ring) -> None:
        organisation_id, what = int(ring.detail.get("organisation", 0)), str(ring.detail.get("what", ""))
        if organisation_id == 0:  # the installation's switch concerns everybody
            reached = [one for those in self._subscriptions.values() for one in those]
        else:
            reached = list(self._subscriptions.get(organisation_id, ()))
        member_id = ring.detail.get("member")  # what concerns one member alone
        for subscription in reached:
            if member_id in (None, subscription.member_id):
                subscription.put(what)


_hub: Hub | None = None


def current() -> Hub:
    """The hub of the running event loop."""
    global _hub
    if _hub is None or not _hub.belongs_here():
        _hub = Hub()
    return _hub


def current_size() -> int:
    """How many browsers this process's stream serves now, for its metrics; may be asked from any thread."""
    return _hub.size if _hub is not None else 0
