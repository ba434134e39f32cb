"""Trunks that want us to register: told to the engine when they change, and their state written down."""

from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from django.urls import reverse

from ringback.base.accounts.services import who_may
from ringback.base.database import doorbell
from ringback.base.database.doorbell import Ring
from ringback.base.database.sealed import Unopened
from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.channels.voice.engine.plan import Registration
from ringback.channels.voice.engine.plan import Trunk as Line
from ringback.channels.voice.models import Trunk
from ringback.channels.voice.role import planning
from ringback.channels.voice.role.journal import AfterCommit
from ringback.core.promises import services as promises

UNKNOWN = "unknown"


class Registering(Protocol):
    """What is needed of the engine."""

    def register(self, registration: Registration) -> None: ...

    def unregister(self, key: str) -> None: ...


@dataclass(frozen=True, slots=True)
class News:
    """The engine's word on a trunk: registered, failed or unregistered, and why."""

    key: str
    state: str
    detail: str


def _tell(trunk: Trunk, why: str) -> None:
    """Whoever may set up trunks hears of an outage, once: until it was registered again, it is the same one."""
    since = trunk.registered_at.isoformat() if trunk.registered_at is not None else "ever"
    promises.notify(
        trunk.organisation_id,
        who_may(trunk.organisation_id, "setup.edit"),
        "trunk_down",
        {"name": trunk.name, "why": why[:200]},
        url=reverse("voice:trunk", args=[trunk.pk]),
        key=f"trunk {trunk.pk} down since {since}",
    )


class Registrations:
    """Keeps the engine's registrations as the rows say; a chore that writes the engine's news back.

    One voice process at a time registers: the one that has lived longest.
    """

    def __init__(self, epoch: str) -> None:
        self._epoch = epoch
        self._held: dict[str, Line] = {}
        self._news: deque[News] = deque()

    def heard(self, key: str, state: str, detail: str) -> None:
        """Called on the engine's thread."""
        self._news.append(News(key, state, detail))

    def refresh(self, engine: Registering) -> None:
        """Register what is new or changed, take back what is gone."""
        wanted = self._wanted()
        for key in self._held.keys() - wanted.keys():
            engine.unregister(key)
        for key, line in wanted.items():
            if self._held.get(key) != line:
                engine.register(Registration(line))
        self._held = wanted

    def _wanted(self) -> dict[str, Line]:
        eldest = next(iter(presence.alive("voice")), None)
        if eldest is None or eldest.id != self._epoch:
            return {}
        wanted = {}
        for trunk in Trunk.objects.filter(active=True, registers=True):
            if not isinstance(trunk.secret, Unopened):
                wanted[str(trunk.pk)] = planning.line_of(trunk).trunk
            elif trunk.state != "failed":  # a carrier locks accounts that try a wrong secret again and again
                self._news.append(News(str(trunk.pk), "failed", "its secret was sealed with a key that is not here"))
        return wanted

    def wanted(self) -> bool:
        return bool(self._news)

    def do(self) -> list[AfterCommit]:
        """Write the last word on each trunk, and ring where it changed."""
        news = list(self._news)
        last = {one.key: one for one in news}
        rings = []
        for trunk in Trunk.objects.filter(id__in=[int(key) for key in last]):
            one = last[str(trunk.pk)]
            state = one.state if trunk.registers else UNKNOWN
            at = clock.now()
            fields = {"state": state, "state_detail": one.detail[:200], "state_at": at}
            if state == "registered":
                fields["registered_at"] = at
            changed = trunk.state != state
            Trunk.objects.filter(id=trunk.pk).update(**fields)
            if changed and state == "failed":
                _tell(trunk, one.detail)
            if changed:
                detail = {"organisation": trunk.organisation_id, "what": "trunks", "alert": state == "failed"}
                rings.append(Ring("desk", detail))
        if rings:
            doorbell.ring_all(rings)
        return [partial(self._told, len(news))]

    def _told(self, count: int) -> None:
        """After the commit: what could not be written stays, to be written later."""
        for _ in range(count):
            self._news.popleft()
