"""`kill -9` of keepers under load: nothing is lost, and nothing happens twice that must not."""

from pathlib import Path

import pytest
from django.db import connection

from ringback.base.accounts.models import Organisation
from ringback.core.promises.models import Promise
from tests.faults.promises.conftest import Keepers
from tests.faults.promises.handlers import OUTSIDE, ROWS
from tests.faults.promises.keepers import SIDE_BY_SIDE, is_settled, kept, promised, traces, uncertain
from tests.waiting import until

EACH = 150


def _kill_and_look(organisation: Organisation, keepers: Keepers, folder: Path, after: int) -> None:
    """Kill a keeper once `after` traces have been left, let others go on, and account for every promise."""
    running = [keepers() for _ in range(SIDE_BY_SIDE[connection.vendor])]
    rows = promised(organisation, ROWS, EACH, over_seconds=1.0)
    once = promised(organisation, OUTSIDE, EACH, over_seconds=1.0)
    again = promised(organisation, OUTSIDE, EACH, over_seconds=1.0, at_most_once=False)
    until(lambda: traces(folder).total() >= after, 30)
    running[0].kill()
    keepers()
    until(lambda: is_settled(rows | once | again), 60)
    done, asked, left = kept(), uncertain(), traces(folder)
    by_promise: dict[int, int] = {}
    for (promise_id, _key), times in left.items():
        by_promise[promise_id] = by_promise.get(promise_id, 0) + times
    assert done | asked == rows | once | again
    assert not done & asked
    assert asked <= once
    assert all(by_promise[promise_id] == 1 for promise_id in rows | (once & done))
    assert all(by_promise.get(promise_id, 0) <= 1 for promise_id in once)
    assert all(by_promise[promise_id] >= 1 for promise_id in again)
    assert len(left) == len(by_promise), "a replay has the key of what it replays"
    assert not Promise.objects.filter(door="faults").exclude(lease="").exists()


@pytest.mark.parametrize("share", [0.05, 0.4, 0.8])
def test_killed_under_load(share: float, organisation: Organisation, keepers: Keepers, tmp_path: Path) -> None:
    _kill_and_look(organisation, keepers, tmp_path, int(EACH * 3 * share))


@pytest.mark.soak
@pytest.mark.parametrize("run", range(20))
def test_killed_at_any_moment(run: int, organisation: Organisation, keepers: Keepers, tmp_path: Path) -> None:
    _kill_and_look(organisation, keepers, tmp_path, 3 + run * 22)


def test_told_to_stop_under_load_leaves_nothing_uncertain(
    organisation: Organisation, keepers: Keepers, tmp_path: Path
) -> None:
    first = keepers()
    wanted = promised(organisation, OUTSIDE, EACH) | promised(organisation, ROWS, EACH)
    until(lambda: traces(tmp_path).total() >= EACH // 4, 30)
    first.stop()
    assert first.process.returncode == 0
    assert (uncertain(), Promise.objects.filter(door="faults").exclude(lease="").exists()) == (set(), False)
    keepers()
    until(lambda: wanted <= kept(), 60)
    assert set(traces(tmp_path).values()) == {1}
