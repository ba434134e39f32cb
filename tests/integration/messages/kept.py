"""Mail that arrives at a server of the test's own, and a keeper that works until nothing waits."""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from ringback.base.kit import clock
from ringback.channels.messages.mail.transport import lines
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from tests.servers.mail import MailSink, mail_sink
from tests.waiting import until

Round = Callable[[], None]


@pytest.fixture
def post(settings: Settings) -> Iterator[MailSink]:
    with mail_sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", sink.port, 5
        settings.DEFAULT_FROM_EMAIL = "Ringback <post@ringback.example>"
        yield sink
        lines.close()


@pytest.fixture
def keep(transactional_db: None) -> Round:
    """Let a keeper work until nothing of ours is due, under way, or untold; what is in doubt waits for a person."""
    keeper = Keeper()

    def rounds() -> None:
        def done() -> bool:
            keeper.round()
            rows = Promise.objects.filter(automatic=True).exclude(kind="notice")
            busy = rows.filter(state="keeping") | rows.filter(state="pending", due_at__lte=clock.now())
            return not busy.exclude(attempts__outcome="uncertain").exists() and not rows.filter(untold=True).exists()

        until(done)

    return rounds
