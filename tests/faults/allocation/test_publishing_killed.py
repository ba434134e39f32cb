"""`kill -9` of a keeper while answers go out: everybody has one, nobody two, and what is in doubt is shown."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from ringback.base.kit import clock
from ringback.channels.messages.models import Message
from ringback.doors.allocation.answers import reads
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.offers.models import Offer
from ringback.doors.allocation.record.services import verify
from tests.faults.promises.keepers import SIDE_BY_SIDE, KeeperProcess
from tests.integration.allocation.decided import Decided, decided, published
from tests.servers.mail import MailSink, mail_sink
from tests.waiting import until

Keepers = Callable[[], KeeperProcess]


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailSink]:
    with mail_sink() as sink:
        monkeypatch.setenv("RINGBACK_MAIL_URL", sink.url())
        monkeypatch.setenv("RINGBACK_MAIL_FROM", "Ringback <post@ringback.example>")
        yield sink


@pytest.fixture
def keepers(transactional_db: None, post: MailSink, tmp_path: Path) -> Iterator[Keepers]:
    started: list[KeeperProcess] = []

    def start() -> KeeperProcess:
        started.append(KeeperProcess(tmp_path))
        return started[-1]

    yield start
    for keeper in started:
        keeper.kill()


def _decided(placed: int, waiting: int, others: int) -> Decided:
    """Decided in spring, so that its regions have closed by now: keepers go by the true clock."""
    with clock.use(clock.SettableClock(datetime(2026, 3, 11, 12, tzinfo=UTC))):
        return decided(placed, waiting, others)


def _messages() -> int:
    return Message.objects.filter(kind__startswith="allocation").count()


def _doubtful(found: Decided) -> set[str]:
    stands = reads.progress(found.house.owner, found.campaign)
    return {one.answer.entry.email for one in stands.doubtful}


def _settled(found: Decided) -> bool:
    stands = reads.progress(found.house.owner, found.campaign)
    return stands.given + len(stands.doubtful) == stands.total


def _kill_and_look(found: Decided, keepers: Keepers, post: MailSink, made: int, sent: int, patience: float) -> None:
    """Kill one keeper once so many messages are made and so many sent; another goes on. Account for everybody."""
    running = [keepers() for _ in range(SIDE_BY_SIDE[connection.vendor])]
    assert _messages() == 0
    published(found)
    until(lambda: _messages() >= made and len(post.recipients) >= sent, patience)
    running[0].kill()
    keepers()
    until(lambda: _settled(found), patience)
    everybody, doubtful = {one.email for one in found.entries}, _doubtful(found)
    had = Counter(one for one in post.recipients if one in everybody)
    assert set(had.values()) == {1}, "nobody has two"
    assert set(had) | doubtful == everybody, "everybody has theirs, or a person is asked"
    given = Answer.objects.filter(given_at__isnull=False).select_related("entry")
    assert {one.entry.email for one in given} == everybody - doubtful
    assert _messages() == len(everybody)
    assert Offer.objects.count() == Answer.objects.filter(kind="place").count() == found.campaign.places
    assert verify(found.campaign.pk).ok


@pytest.mark.parametrize(("made", "sent"), [(1, 0), (150, 40)])
def test_killed_while_answers_go_out(made: int, sent: int, keepers: Keepers, post: MailSink) -> None:
    _kill_and_look(_decided(10, 40, 200), keepers, post, made, sent, 90)


@pytest.mark.soak
def test_seven_thousand_answers_go_out_through_a_kill(keepers: Keepers, post: MailSink) -> None:
    _kill_and_look(_decided(500, 1500, 5000), keepers, post, 5000, 1500, 600)
