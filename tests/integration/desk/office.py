"""An office with somebody in every role, calls that were made, promises that wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from django.core.files.base import ContentFile
from django.test import Client

from ringback.base.accounts.models import Grant, Member
from ringback.base.accounts.services import Actor, actor_of_member
from ringback.base.kit import clock, ids
from ringback.channels.voice.models import Agent, Call, CallEvent, Leg, Recording
from ringback.core.people.models import Person, PersonPhone
from ringback.core.promises import services as promises
from ringback.core.promises.models import Attempt, Promise
from tests.integration.accounts import scene
from tests.integration.voice.house import House, house

NUMBER = "+4915123456789"


@dataclass
class Office:
    """One organisation with a hunt group, and how to sign in to it."""

    house: House

    def actor(self, role: str = "owner", scope: str = "organisation", scope_id: int = 0) -> Actor:
        made = Member.objects.create(organisation=self.house.organisation, user=scene.user(role.capitalize()))
        Grant.objects.create(member=made, role=role, scope=scope, scope_id=scope_id)
        return actor_of_member(made)

    def client(self, role: str = "owner") -> Client:
        return scene.signed_in(self.actor(role))

    def answers_as(self, actor: Actor) -> Agent:
        """Make the first agent the phone of `actor`."""
        agent = self.house.agents[0]
        agent.member_id = actor.member_id
        agent.save()
        return agent

    def person(self, name: str = "Eva", e164: str = NUMBER) -> Person:
        person = Person.objects.create(organisation=self.house.organisation, name=name)
        PersonPhone.objects.create(
            organisation=self.house.organisation, person=person, e164=e164, raw=e164, country="DE", kind="mobile"
        )
        return person

    def call(self, outcome: str = "connected", *, ago: float = 600, number: str = NUMBER, **fields: Any) -> Call:
        """A call of so many seconds ago; without an outcome it is still under way."""
        at = clock.now() - timedelta(seconds=ago)
        talked = outcome == "connected"
        values: dict[str, Any] = {
            "organisation": self.house.organisation,
            "call_id": ids.public_id(),
            "key": ids.public_id(),
            "group": self.house.group,
            "agent": self.house.agents[0],
            "number": number,
            "stage": "ended" if outcome else "hunting",
            "live_number": None if outcome else number,
            "outcome": outcome,
            "requested_at": at,
            "planned_at": at,
            "expires_at": at + timedelta(seconds=120),
            "agent_answered_at": at + timedelta(seconds=4) if talked else None,
            "connected_at": at + timedelta(seconds=9) if talked else None,
            "ended_at": at + timedelta(seconds=39) if outcome else None,
            "talk_seconds": 30 if talked else 0,
        }
        made = Call.objects.create(**{**values, **fields})
        if talked:
            _legs(made, self.house.agents[0], at)
        return made

    def recording(self, call: Call, seconds: float = 2.0) -> bytes:
        """Give the call a real FLAC; returns its bytes."""
        times = np.arange(int(8000 * seconds)) / 8000
        sound = np.stack([0.2 * np.sin(2 * np.pi * 300 * times), 0.2 * np.sin(2 * np.pi * 500 * times)], axis=1)
        row = Recording.objects.create(call=call, state=Recording.State.READY, duration_seconds=seconds)
        row.file.save(f"{call.call_id}.flac", ContentFile(b""))
        row.file.close()
        soundfile.write(row.file.path, sound, 8000, format="FLAC")
        content = Path(row.file.path).read_bytes()
        row.bytes = len(content)
        row.save()
        return content

    def promise(self, due_at: datetime, **changes: Any) -> Promise:
        draft = promises.Draft(
            organisation_id=self.house.organisation.pk,
            door="website",
            kind="website.callback",
            channel="voice",
            due_at=due_at,
            person_id=self.person(e164=f"+49151{ids.public_id()[-8:].translate(_DIGITS)}").pk,
        )
        made = promises.make(draft)
        Promise.objects.filter(pk=made.pk).update(**changes)
        made.refresh_from_db()
        return made

    def uncertain(self) -> Attempt:
        """An attempt that a crash left without an end."""
        promise = self.promise(clock.now() - timedelta(seconds=60), state="keeping", wake_at=None)
        return Attempt.objects.create(
            promise=promise, key=f"key-{promise.pk}", generation=1, step=0, number=1, outcome="uncertain"
        )


_DIGITS = str.maketrans("abcdef", "123456")


def _legs(call: Call, agent: Agent, at: datetime) -> None:
    for number, (role, dialled, answered) in enumerate([("agent", 0.3, 4.0), ("visitor", 4.2, 9.0)]):
        Leg.objects.create(
            call=call,
            number=number,
            role=role,
            agent=agent if role == "agent" else None,
            address=agent.address if role == "agent" else call.number,
            sip_call_id=ids.public_id(),
            dialled_at=at + timedelta(seconds=dialled),
            answered_at=at + timedelta(seconds=answered),
            ended_at=at + timedelta(seconds=39),
            cause="completed",
        )
        CallEvent.objects.create(call=call, at=at + timedelta(seconds=answered), kind="LegAnswered", leg=number)


def office(name: str = "Tents & Co") -> Office:
    """An office of its own."""
    return Office(house(name=name))
