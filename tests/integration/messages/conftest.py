"""An organisation that writes, a keeper that keeps its promises, and a mail server that takes them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.channels.messages.models import Message
from ringback.channels.messages.services import MessageOrder, send
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from tests.integration.messages.kept import post as server
from tests.servers.kannel import Kannel
from tests.waiting import until

__all__ = ["server"]


@pytest.fixture
def organisation(transactional_db: None) -> Organisation:
    return Organisation.objects.create(name="Tents & Co")


@pytest.fixture
def actor(organisation: Organisation) -> Actor:
    return system_actor(organisation.pk)


@pytest.fixture
def kannel(settings: Settings) -> Iterator[Kannel]:
    """A real SMS gateway with its fake SMS centre, as the settings name it."""
    with Kannel() as running:
        settings.SMS_GATEWAY, settings.SMS_URL = "kannel", running.url
        settings.SMS_USER, settings.SMS_PASSWORD, settings.SMS_FROM = running.user, running.password, "Ringback"
        yield running


@pytest.fixture
def order(organisation: Organisation) -> Callable[..., Message]:
    """Order the test message to Mira, unless told otherwise."""

    def ordered(**changes: Any) -> Message:
        values: dict[str, Any] = {
            "organisation_id": organisation.pk,
            "channel": "mail",
            "kind": "test",
            "to_address": "mira@example.org",
            "values": {"name": "Mira"},
        }
        return send(MessageOrder(**(values | changes)))

    return ordered


@pytest.fixture
def keep(transactional_db: None) -> Callable[..., Message]:
    """Let a keeper work until the message was tried as often as said, is in the state named, and that is all."""
    keeper = Keeper()

    def kept(message: Message, state: str, tries: int = 1) -> Message:
        def there() -> bool:
            keeper.round()
            message.refresh_from_db()
            done = Attempt.objects.filter(promise=message.promise).exclude(finished_at=None).count() >= tries
            return done and message.state == state and not Promise.objects.filter(untold=True).exists()

        until(there)
        return message

    return kept


@pytest.fixture
def round_until() -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Let a keeper work until something is so."""
    keeper = Keeper()

    def work(there: Callable[[], bool]) -> None:
        until(lambda: bool(keeper.round() or True) and there() and not Promise.objects.filter(untold=True).exists())

    yield work
    keeper.close()
