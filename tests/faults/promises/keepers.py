"""Keeper processes on the test's database, and what they leave behind."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.base.presence.models import Epoch
from ringback.core.promises import services
from ringback.core.promises.models import Attempt, Promise, State
from ringback.core.promises.rules import Outcome, Policy
from tests.faults.promises import handlers
from tests.integration.voice.role import database_url
from tests.waiting import until

# Beside SQLite a second keeper would wait for the first to end.
SIDE_BY_SIDE = {"sqlite": 1, "postgresql": 2}


class KeeperProcess:
    """The keeper role, started; its log is `log`."""

    def __init__(self, folder: Path) -> None:
        self.traces = folder / "traces"
        self.log = folder / "keeper.log"
        environment = os.environ | {
            "RINGBACK_DATA": str(settings.DATA_DIR),
            "RINGBACK_DATABASE_URL": database_url(),
            "RINGBACK_TEST_TRACES": str(self.traces),
        }
        command = [sys.executable, "-m", "tests.faults.promises.process"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, text=True
            )
        until(self.beats, 30)

    def beats(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()[-3000:]
        return Epoch.objects.filter(role="keeper", process_id=self.process.pid, beat__gt=0, ended_at=None).exists()

    def step(self, seconds: float) -> None:
        """Let its wall clock be off by so much."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{seconds}\n")
        self.process.stdin.flush()

    def kill(self) -> None:
        """As a power cut would."""
        self.process.kill()
        self._gone()

    def stop(self) -> None:
        """As the supervisor would."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self._gone()

    def _gone(self) -> None:
        self.process.wait(60)
        if self.process.stdin is not None:
            self.process.stdin.close()


def promised(
    organisation: Organisation,
    kind: str,
    count: int,
    *,
    over_seconds: float = 0.0,
    first: datetime | None = None,
    at_most_once: bool = True,
) -> set[int]:
    """Promises due one after the other within so many seconds from `first` (now); their ids."""
    begin = first or clock.now()
    made = [
        services.make(
            services.Draft(
                organisation_id=organisation.pk,
                door="faults",
                kind=kind,
                channel="rows",
                due_at=begin + timedelta(seconds=over_seconds * number / count),
                grace_seconds=3600 * 3,
                policy=Policy({Outcome.FAILED: (3600 * 24,)}),
                at_most_once=at_most_once,
            )
        )
        for number in range(count)
    ]
    return {promise.pk for promise in made}


def traces(folder: Path) -> Counter[tuple[int, str]]:
    """What has happened, inside the database and outside: how often, by promise and key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT promise_id, key FROM {handlers.TABLE}")
        found = Counter((promise_id, key) for promise_id, key in cursor.fetchall())
    path = folder / "traces"
    lines = path.read_text().splitlines() if path.exists() else []
    return found + Counter((int(line.split()[0]), line.split()[1]) for line in lines)


def uncertain() -> set[int]:
    """The promises that a person is asked about."""
    rows = Attempt.objects.filter(outcome=Outcome.UNCERTAIN, promise__state=State.KEEPING)
    return set(rows.values_list("promise_id", flat=True))


def kept() -> set[int]:
    return set(Promise.objects.filter(door="faults", state=State.KEPT).values_list("id", flat=True))


def is_settled(wanted: set[int]) -> bool:
    """Whether each of the promises is kept or uncertain."""
    return wanted <= kept() | uncertain()
