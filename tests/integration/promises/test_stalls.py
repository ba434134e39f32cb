"""A rows-only handler that does not come back: everybody waits for it, and sees for what."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings
from structlog.testing import capture_logs

from ringback.base.kit import clock
from ringback.core.promises import keeping
from ringback.core.promises.keeper import Keeper, stuck
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome
from ringback.project import doctor
from tests.integration.promises.conftest import KIND

pytestmark = pytest.mark.django_db


class Hanging:
    """While it hangs, its keeper's other thread looks twice, and an operator asks what is broken."""

    outside = False

    def __init__(self, moment: clock.SettableClock) -> None:
        self._moment = moment
        self.keeper: Keeper | None = None
        self.found: list[doctor.Finding] = []

    def keep(self, promise: Promise, attempt: Attempt) -> Outcome:
        assert self.keeper is not None
        self.keeper._stalls.look()
        self._moment.advance(11)
        self.keeper._stalls.look()
        self.found = [finding for finding in doctor._roles() if finding.part == "keeper"]
        return Outcome.DONE

    def told(self, promise: Promise) -> None:
        pass


def test_what_everybody_waits_for_is_named_until_it_comes_back(
    promise: Callable[..., Promise],
    moment: clock.SettableClock,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    settings.DATA_DIR = tmp_path
    handler = Hanging(moment)
    monkeypatch.setitem(keeping._handlers, KIND, handler)
    handler.keeper = Keeper()
    made = promise()
    with capture_logs() as logs:
        handler.keeper.round()
        handler.keeper._stalls.look()
    (finding,) = handler.found
    assert (finding.state, finding.why) == ("broken", f"everybody waits for {KIND}, promise {made.pk}")
    assert [(line["log_level"], line.get("kind"), line.get("seconds")) for line in logs] == [
        ("error", KIND, None),
        ("warning", None, 11),
    ]
    made.refresh_from_db()
    assert (stuck(), made.state) == ([], "kept")
