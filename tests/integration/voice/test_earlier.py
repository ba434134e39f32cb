"""The whisper names who of ours spoke with the person before: "you" to one, by name to the others."""

from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ringback.base.kit import clock, ids
from ringback.channels.voice import services
from ringback.channels.voice.models import Call, HuntGroup
from ringback.channels.voice.prompts import Prompts
from ringback.channels.voice.role.earlier import befores
from ringback.channels.voice.role.planning import Setups
from ringback.core.people.models import Person
from tests.integration.voice.conftest import Desk
from tests.integration.voice.house import NUMBER, House


def spoke(shop: House, person: Person, days: int) -> None:
    at = clock.now() - timedelta(days=days)
    Call.objects.create(
        organisation=shop.organisation,
        call_id=ids.public_id(),
        key=ids.public_id(),
        group=shop.group,
        agent=shop.agents[0],
        person=person,
        number=NUMBER,
        stage="ended",
        outcome="connected",
        requested_at=at,
        expires_at=at,
        connected_at=at,
        ended_at=at,
    )


def test_each_agent_hears_it_as_it_is_for_them(desk: Desk, shop: House, tmp_path: Path) -> None:
    HuntGroup.objects.update(whisper="Call from {site}, {city}. {before}.")
    person = Person.objects.create(organisation=shop.organisation, name="Eva")
    spoke(shop, person, days=1)
    services.place(shop.order(person_id=person.pk, whisper_words={"site": "Tents", "city": ""}))
    (plan,) = desk.placed()
    one, two = (agent.pk for agent in shop.agents)
    prompts = Prompts(tmp_path)
    assert plan.whisper_to(one) == str(prompts.spoken("Call from Tents. Spoke with you yesterday."))
    assert plan.whisper_to(two) == str(prompts.spoken("Call from Tents. Spoke with Agent 1 yesterday."))


def test_nothing_is_asked_for_a_whisper_that_does_not_say_it(shop: House) -> None:
    person = Person.objects.create(organisation=shop.organisation, name="Eva")
    spoke(shop, person, days=1)
    call = services.place(shop.order(person_id=person.pk))
    setups = Setups().of([shop.group.pk])
    with CaptureQueriesContext(connection) as queries:
        assert befores([call], setups) == {}
    assert len(queries) == 0
