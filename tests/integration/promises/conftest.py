"""A handler that does as it is told, and promises for it to keep."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.core.promises import keeping, services
from ringback.core.promises.keeping import HandedOver
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome, Policy

KIND = "tests.errand"


class Scripted:
    """Answers with `answers` in turn (an exception is raised), and remembers what it was asked and told."""

    outside = False

    def __init__(self) -> None:
        self.answers: list[Outcome | HandedOver | Exception] = []
        self.asked: list[int] = []
        self.told_of: list[tuple[int, str]] = []
        self.attempts: list[int] = []

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome | HandedOver:
        self.asked.append(promise.id)
        self.attempts.append(attempt.id)
        answer = self.answers.pop(0) if self.answers else HandedOver()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def told(self, promise: Promise) -> None:
        self.told_of.append((promise.id, promise.state))


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    scripted = Scripted()
    monkeypatch.setitem(keeping._handlers, KIND, scripted)
    yield scripted


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(name="Tents & Co")


@pytest.fixture
def promise(organisation: Organisation) -> Callable[..., Promise]:
    """Make a promise, due now unless told otherwise."""

    def made(due_at: datetime | None = None, **values: Any) -> Promise:
        values.setdefault("policy", Policy({Outcome.BUSY: (60, 120), Outcome.FAILED: (30,)}))
        return services.make(
            services.Draft(
                organisation_id=organisation.id,
                door="tests",
                channel="voice",
                due_at=due_at or clock.now(),
                **{"kind": KIND, "grace_seconds": 30, "expires_at": clock.now() + timedelta(days=1), **values},
            )
        )

    return made
