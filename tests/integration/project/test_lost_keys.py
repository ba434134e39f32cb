"""With a key that is lost the desk goes on: pages open, what cannot be read says so, and nothing is sent of it."""

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from ringback.channels.messages.keep import SendingHandler
from ringback.channels.messages.models import Message
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.services import Ended, Outcome
from tests.integration.accounts import scene
from tests.integration.accounts.world import World, world
from tests.integration.test_isolation import ALL, CAPABILITIES, STREAMS, Stage, ask, values_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(settings: Settings) -> World:
    """An organisation with one row of everything, sealed with a key that is gone."""
    made = world("Quokka", "+493012345601")
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    return made


def test_every_page_opens(lost: World) -> None:
    stage = Stage(lost, lost, scene.signed_in(lost.owner), scene.signed_in(lost.owner))
    answers = {}
    for route in ALL:
        if not (route.is_api or route.is_operators or route.name in CAPABILITIES or route.name in STREAMS):
            address = route.address(values_for(route, lost.ids))
            answers[route.name] = ask(stage.browser, "get", address)
    assert not [name for name, answer in answers.items() if answer.status_code >= 500]
    assert "key is not here" in answers["correspondence:message"].content.decode()
    refused = {name for name, answer in answers.items() if answer.status_code == 409}
    assert "correspondence:inbound-file" in refused


def test_nothing_is_sent_of_what_cannot_be_read(lost: World) -> None:
    promise = Promise.objects.get(id=lost.ids["promise_id"])
    attempt = Attempt.objects.create(promise=promise, key="k", generation=1, step=0, number=9)
    message = Message.objects.get(kind="test")
    message.promise, message.person = promise, None
    message.save()
    ended = SendingHandler().keep(promise, attempt)
    assert isinstance(ended, Ended) and ended.outcome is Outcome.FAILED
    ended.note()
    message.refresh_from_db()
    assert "RINGBACK_KEYS" in message.trouble
