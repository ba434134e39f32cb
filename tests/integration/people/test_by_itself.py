"""What a keeper does by itself: it finishes an erasure, and tidies at night."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from ringback.base.kit import clock
from ringback.channels.voice.models import Recording
from ringback.core.people import services
from ringback.core.people.models import Leftover, Receipt
from ringback.core.promises import housekeeping
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from ringback.core.promises.services import recurring
from tests.integration.people import persons
from tests.waiting import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keeper() -> Iterator[Keeper]:
    made = Keeper()
    yield made
    made.close()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name == "outside"])


def kept(keeper: Keeper, kind: str) -> None:
    def over() -> bool:
        keeper.round()
        return not Promise.objects.filter(kind=kind, state__in=["pending", "keeping"], due_at__lte=clock.now()).exists()

    until(over)


def test_an_erasure_is_finished_and_logged(keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    opened, clerk = persons.shop()
    vera = persons.known(opened)
    receipt = services.erase(clerk, vera.person.pk, "asked")
    kept(keeper, housekeeping.AFTERMATH)
    assert not vera.sound_is_there
    assert not Leftover.objects.exists()
    assert receipt.number in services.ledger_path().read_text()
    assert Receipt.objects.get().logged_at is not None


def test_a_night_takes_away_what_is_too_old(keeper: Keeper) -> None:
    opened, _clerk = persons.shop()
    vera = persons.known(opened)
    Recording.objects.update(started_at=clock.now() - timedelta(days=200))
    recurring.plan_next(housekeeping.TIDYING, opened.pk)
    night = Promise.objects.filter(kind=housekeeping.TIDYING)
    night.update(due_at=clock.now(), wake_at=clock.now(), made_key="the night before")
    kept(keeper, housekeeping.TIDYING)
    kept(keeper, housekeeping.AFTERMATH)
    assert not Recording.objects.exists()
    assert not vera.sound_is_there
    assert Promise.objects.filter(kind=housekeeping.TIDYING, state="pending").count() == 1
