"""What keepers lean on misbehaves: the clock, the database, the handlers."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import system_actor
from ringback.base.kit import clock
from ringback.base.presence.models import Epoch
from ringback.core.promises import reads
from ringback.core.promises.models import Attempt, Promise
from tests.faults.promises.conftest import Keepers
from tests.faults.promises.handlers import HANGS, OUTSIDE, RAISES, RAISES_IN_ROWS, ROWS
from tests.faults.promises.keepers import SIDE_BY_SIDE, KeeperProcess, is_settled, kept, promised, traces, uncertain
from tests.waiting import until

HOUR = 3600.0


def test_the_clock_steps_by_an_hour_and_back(organisation: Organisation, keepers: Keepers, tmp_path: Path) -> None:
    running = [keepers() for _ in range(SIDE_BY_SIDE[connection.vendor])]
    epochs = set(Epoch.objects.values_list("id", flat=True))
    soon = promised(organisation, ROWS, 40, over_seconds=2.0) | promised(organisation, OUTSIDE, 40, over_seconds=2.0)
    half_an_hour = promised(organisation, ROWS, 5, first=clock.now() + timedelta(minutes=30))
    later = promised(organisation, OUTSIDE, 5, first=clock.now() + timedelta(hours=2))
    until(lambda: traces(tmp_path).total() >= 10, 20)
    for offset, wanted in ((-HOUR, set()), (HOUR, soon | half_an_hour), (0.0, soon | half_an_hour)):
        for keeper in running:
            keeper.step(offset)
        until(lambda: wanted <= kept(), 20)  # noqa: B023
    after = promised(organisation, ROWS, 5)
    until(lambda: after <= kept(), 20)
    assert kept() == soon | half_an_hour | after
    assert set(traces(tmp_path).values()) == {1}
    assert not uncertain()
    ours = soon | half_an_hour | later | after  # the house keeps promises of its own beside them
    assert set(Promise.objects.filter(state="pending", id__in=ours).values_list("id", flat=True)) == later
    assert set(Epoch.objects.filter(ended_at=None).values_list("id", flat=True)) == epochs


@contextmanager
def _database_away() -> Iterator[None]:
    """SQLite: another process holds the lock. PostgreSQL: every connection is cut, and none is let in."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=10)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")
        return
    here = connection.get_connection_params()
    connection.close()
    with psycopg.connect(
        host=here["host"], port=here["port"], user=here["user"], dbname="postgres", autocommit=True
    ) as server:
        name = psycopg.sql.Identifier(here["dbname"])
        server.execute(psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [here["dbname"]])
        yield
        server.execute(psycopg.sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def _noticed(keeper: KeeperProcess) -> bool:
    return "the database is away" in keeper.log.read_text()


def _go_away(organisation: Organisation, keepers: Keepers, folder: Path, seconds: float) -> None:
    """Take the database away under load, until that is noticed and for `seconds` at least."""
    running = [keepers() for _ in range(SIDE_BY_SIDE[connection.vendor])]
    epochs = set(Epoch.objects.values_list("id", flat=True))
    wanted = promised(organisation, ROWS, 100, over_seconds=3.0) | promised(
        organisation, OUTSIDE, 100, over_seconds=3.0
    )
    until(lambda: traces(folder).total() >= 20, 20)
    gone_at = time.monotonic()
    with _database_away():
        until(lambda: time.monotonic() - gone_at >= seconds and _noticed(running[0]), seconds + 30)
    until(lambda: wanted <= kept(), 60)
    assert set(traces(folder).values()) == {1}
    assert not uncertain()
    assert set(Epoch.objects.filter(ended_at=None).values_list("id", flat=True)) == epochs


def test_the_database_is_away(organisation: Organisation, keepers: Keepers, tmp_path: Path) -> None:
    _go_away(organisation, keepers, tmp_path, 3)


@pytest.mark.soak
@pytest.mark.parametrize("_run", range(3))
def test_the_database_is_away_for_half_a_minute(
    _run: int, organisation: Organisation, keepers: Keepers, tmp_path: Path
) -> None:
    _go_away(organisation, keepers, tmp_path, 30)


def test_a_handler_that_hangs_keeps_nobody_waiting(
    organisation: Organisation, keepers: Keepers, tmp_path: Path
) -> None:
    stuck = promised(organisation, HANGS, 20)
    keepers()
    begun = time.monotonic()
    others = promised(organisation, ROWS, 100) | promised(organisation, OUTSIDE, 30)
    until(lambda: others <= kept(), 10)
    assert Promise.objects.filter(kind=HANGS, state="pending").exists(), time.monotonic() - begun
    until(lambda: stuck <= uncertain(), 60)
    assert {attempt.error for attempt in Attempt.objects.filter(promise_id__in=stuck)} == {
        "The handler had not ended after 1 s and was given up."
    }
    assert is_settled(stuck | others)


def test_a_handler_that_always_raises_stalls_nobody_and_is_seen(
    organisation: Organisation, keepers: Keepers, tmp_path: Path
) -> None:
    bad = promised(organisation, RAISES, 50) | promised(organisation, RAISES_IN_ROWS, 50)
    good = promised(organisation, ROWS, 100) | promised(organisation, OUTSIDE, 50)
    keepers()
    until(lambda: good <= kept(), 20)
    until(lambda: Attempt.objects.filter(promise_id__in=bad).exclude(outcome="").count() == len(bad), 30)
    seen = reads.today(system_actor(organisation.pk), clock.now()).uncertain
    assert {attempt.error for attempt in seen} == {"ValueError: no gateway by that name"}
    failed = Attempt.objects.filter(promise__kind=RAISES_IN_ROWS)
    assert set(failed.values_list("outcome", "error")) == {("failed", "ValueError: no gateway by that name")}
    assert set(traces(tmp_path).values()) == {1}
