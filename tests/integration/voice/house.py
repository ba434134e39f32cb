"""Rows of an organisation that calls people, and an engine that does what a test tells it."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from ringback.base.accounts.models import Member, Organisation, User
from ringback.base.accounts.services import Actor, GrantValue, system_actor
from ringback.base.kit import clock, ids
from ringback.channels.voice import services
from ringback.channels.voice.engine.facts import CallEnded, CallOutcome
from ringback.channels.voice.engine.plan import CallPlan, KeptCall
from ringback.channels.voice.engine.runner import Waves
from ringback.channels.voice.models import Agent, Call, HuntGroup, Trunk
from ringback.core.promises import services as promises
from ringback.core.promises.models import Attempt, Promise

NUMBER = "+493012345678"


@dataclass
class House:
    """One organisation with a trunk and a hunt group of agents."""

    organisation: Organisation
    trunk: Trunk
    group: HuntGroup
    agents: list[Agent]
    made: int = field(default=0)

    @property
    def actor(self) -> Actor:
        return system_actor(self.organisation.pk)

    def order(self, number: str = NUMBER, **changes: Any) -> services.CallOrder:
        """An order without a promise behind it."""
        self.made += 1
        values: dict[str, Any] = {
            "organisation_id": self.organisation.pk,
            "promise_id": None,
            "attempt_id": None,
            "key": f"key-{ids.public_id()}",
            "group_id": self.group.pk,
            "person_id": None,
            "number": number,
            "requested_at": clock.now(),
            "expires_at": clock.now() + timedelta(seconds=120),
        }
        return services.CallOrder(**{**values, **changes})

    def promised(self, number: str = NUMBER, **changes: Any) -> Call:
        """A call with a promise and an attempt, as the keeper leaves them."""
        policy = promises.Policy({"interrupted": (0,), "nobody": (60,), "busy": (60,)})
        promise = promises.make(
            promises.Draft(
                organisation_id=self.organisation.pk,
                door="website",
                kind="website.callback",
                channel="voice",
                due_at=clock.now(),
                policy=policy,
            )
        )
        Promise.objects.filter(id=promise.pk).update(state="keeping", attempts_made=1, wake_at=None)
        key = f"promise-{promise.pk}-1-0-1"
        attempt = Attempt.objects.create(promise=promise, key=key, generation=1, step=0, number=1)
        return services.place(
            self.order(number, promise_id=promise.pk, attempt_id=attempt.pk, key=key, **changes),
        )

    def member(self, *grants: GrantValue, email: str = "") -> Actor:
        """Somebody of the team with these grants."""
        user = User.objects.create_user(email or f"{ids.public_id()}@example.org", name="Somebody")
        member = Member.objects.create(organisation=self.organisation, user=user)
        return Actor(self.organisation.pk, member.pk, user.pk, "Somebody", grants)


def promise_of(call: Call) -> Promise:
    """The promise a `promised` call keeps, as its row is now."""
    assert call.promise_id is not None
    return Promise.objects.get(pk=call.promise_id)


def attempt_of(call: Call) -> Attempt:
    """The attempt a `promised` call is, as its row is now."""
    assert call.attempt_id is not None
    return Attempt.objects.get(pk=call.attempt_id)


def house(agents: int = 2, *, name: str = "Tents & Co", **group: Any) -> House:
    """Make the rows. Agents have desk phones on loopback ports nobody listens on."""
    organisation = Organisation.objects.create(name=name)
    trunk = Trunk.objects.create(organisation=organisation, name="Carrier", host="127.0.0.1", port=5999)
    made = HuntGroup.objects.create(organisation=organisation, name="Sales", trunk=trunk, **group)
    people = [
        Agent.objects.create(organisation=organisation, name=f"Agent {n}", address=f"sip:a{n}@127.0.0.1:{6000 + n}")
        for n in range(1, agents + 1)
    ]
    services.order_places(system_actor(organisation.pk), made.pk, [(agent.pk, 15) for agent in people])
    return House(organisation, trunk, made, people)


@dataclass
class FakeEngine:
    """Takes plans and remembers them; what happens in a call is the test's business."""

    placed: list[CallPlan] = field(default_factory=list)
    hung_up: list[str] = field(default_factory=list)
    resumed: list[KeptCall] = field(default_factory=list)
    said: list[tuple[str, int, str, str]] = field(default_factory=list)
    hunted: list[tuple[str, Waves, int]] = field(default_factory=list)
    given_up: list[str] = field(default_factory=list)

    def place(self, plan: CallPlan) -> None:
        self.placed.append(plan)

    def hunt(self, call_id: str, waves: Waves, first: int) -> None:
        self.hunted.append((call_id, waves, first))

    def give_up_waiting(self, call_id: str) -> None:
        self.given_up.append(call_id)

    def hang_up(self, call_id: str, why: str) -> None:
        self.hung_up.append(call_id)

    def page_said(self, call_id: str, leg: int, said: str, sdp: str = "") -> None:
        self.said.append((call_id, leg, said, sdp))

    def resume(self, kept: KeptCall) -> None:
        self.resumed.append(kept)


@dataclass
class Answers:
    """Collects what claims were answered."""

    given: list[str | None] = field(default_factory=list)
    came: threading.Event = field(default_factory=threading.Event)

    def __call__(self, why: str | None) -> None:
        self.given.append(why)
        self.came.set()

    def wait(self, seconds: float = 10) -> str | None:
        """The answer; fails when none comes."""
        assert self.came.wait(seconds), "the claim was not answered"
        return self.given[-1]


def ended(call_id: str, outcome: CallOutcome, talk_seconds: float = 0.0) -> CallEnded:
    return CallEnded(call_id, clock.now(), outcome, talk_seconds)
