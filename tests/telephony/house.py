"""The house as the engine sees it: grants or denies claims, and keeps every fact."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ringback.base.kit.clock import SystemClock
from ringback.base.kit.ids import public_id
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.media import MediaConfig
from ringback.channels.voice.engine.plan import AgentTarget, CallPlan, Destination, EngineConfig, Trunk
from ringback.channels.voice.engine.runner import Engine
from tests.waiting import until

Some = TypeVar("Some", bound=facts.Fact)
CALLER = "+493012345"


class House:
    """A journal in memory, with an engine of its own."""

    def __init__(self) -> None:
        self.facts: list[facts.Fact] = []
        self.claims: list[Destination] = []
        self.denied: dict[str, str] = {}
        self.registrations: list[tuple[str, str, str]] = []
        self.engine: Engine | None = None
        self._lock = threading.Lock()

    def start(
        self,
        media: MediaConfig | None = None,
        known_peers: tuple[str, ...] = (),
        sip_port: int = 0,
    ) -> Engine:
        config = EngineConfig("127.0.0.1", sip_port=sip_port, media=media, known_peers=known_peers)
        self.engine = Engine(config, self, SystemClock(), lambda *news: self.registrations.append(news))
        self.engine.start()
        if media is not None:
            until(lambda: self.engine is not None and self.engine.media is not None and self.engine.media.up)
        return self.engine

    def stop(self) -> None:
        if self.engine is not None:
            self.engine.stop(0)
            self.engine = None

    def claim(
        self,
        call_id: str,
        leg: int,
        role: str,
        agent_id: int | None,
        destination: Destination,
        sip_call_id: str,
        answer: Callable[[str | None], None],
    ) -> None:
        self.claims.append(destination)
        answer(self.denied.get(destination.uri))

    def record(self, fact: facts.Fact) -> None:
        with self._lock:
            self.facts.append(fact)

    def call(self, agents: list[str], visitor: str, ring_seconds: float = 5, **changes: Any) -> CallPlan:
        """Place a call to those addresses."""
        trunk: Trunk | None = changes.pop("trunk", None)
        together: bool = changes.pop("together", False)
        targets = tuple(
            AgentTarget(number, Destination(uri, None, CALLER), ring_seconds)
            for number, uri in enumerate(agents, start=1)
        )
        waves = (targets,) if together else tuple((target,) for target in targets)
        plan = CallPlan(public_id(), waves, Destination(visitor, trunk, CALLER), **changes)
        assert self.engine is not None
        self.engine.place(plan)
        return plan

    def said(self, kind: type[Some]) -> list[Some]:
        with self._lock:
            return [fact for fact in self.facts if isinstance(fact, kind)]

    def wait_for(self, kind: type[Some], seconds: float = 10, count: int = 1) -> Some:
        """The fact of that kind, when it has come that often."""
        until(lambda: len(self.said(kind)) >= count, seconds)
        return self.said(kind)[count - 1]

    def outcome(self, seconds: float = 10) -> str:
        """How the call ended, when it has."""
        return str(self.wait_for(facts.CallEnded, seconds).outcome)

    def causes(self) -> list[tuple[int, str]]:
        return [(fact.leg, str(fact.cause)) for fact in self.said(facts.LegEnded)]
