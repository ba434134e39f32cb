"""How a hunt group rings: who is first by what the tables say, and several phones at once."""

from datetime import timedelta
from pathlib import Path

import pytest

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice import services
from ringback.channels.voice.engine.facts import CallOutcome
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg
from ringback.channels.voice.services import AgentValues, GroupValues
from ringback.core.people.models import Person
from tests.integration.voice.conftest import Desk
from tests.integration.voice.house import House, ended, house
from tests.integration.voice.lines import Phones, Voices, finished, ring_at
from tests.integration.voice.role import answering, ringing
from tests.servers.rtpengine import Rtpengine


def _rung(desk: Desk, shop: House, number: int, **changes: object) -> list[int]:
    """The first wave of a new call, as places in the group; the call ends again."""
    services.place(shop.order(f"+4930123456{number}", **changes))
    before = len(desk.engine.placed)
    plan = desk.placed(before + 1)[-1]
    desk.tell(ended(plan.call_id, CallOutcome.nobody_answered))
    known = [agent.pk for agent in shop.agents]
    return [known.index(agent.agent_id) + 1 for agent in plan.waves[0]]


def _change(shop: House, **changes: object) -> None:
    HuntGroup.objects.filter(pk=shop.group.pk).update(**changes)


def test_in_turn_each_is_rung_once_before_anybody_is_again(desk: Desk) -> None:
    shop = house(agents=3)
    _change(shop, strategy="round_robin")
    assert [_rung(desk, shop, number) for number in range(10, 16)] == [[1], [2], [3]] * 2


def test_whoever_has_not_talked_for_longest_is_rung_first(desk: Desk) -> None:
    shop = house(agents=3)
    _change(shop, strategy="longest_idle")
    now = clock.now()
    for agent, minutes in zip(shop.agents, (5, 30, 20), strict=True):
        Agent.objects.filter(pk=agent.pk).update(presence_at=now - timedelta(minutes=minutes))
    assert _rung(desk, shop, 10) == [2]
    call = services.place(shop.order("+493012345699"))
    at = now - timedelta(minutes=1)
    Call.objects.filter(pk=call.pk).update(stage="ended", ended_at=at, live_number=None)
    Leg.objects.create(
        call=call, number=1, role="agent", agent=shop.agents[1], address="x", dialled_at=at, accepted_at=at, ended_at=at
    )
    assert _rung(desk, shop, 11) == [3]


def test_whom_the_person_spoke_to_before_is_rung_first_if_free(desk: Desk) -> None:
    shop = house(agents=3)
    person = Person.objects.create(organisation=shop.organisation, name="Anna")
    talked = services.place(shop.order("+493012345601", person_id=person.pk))
    at = clock.now()
    ended_call = {"stage": "ended", "ended_at": at, "connected_at": at, "live_number": None, "agent": shop.agents[1]}
    Call.objects.filter(pk=talked.pk).update(**ended_call)
    assert _rung(desk, shop, 10, person_id=person.pk) == [2]
    assert _rung(desk, shop, 11, person_id=person.pk, prefer_agent_id=shop.agents[2].pk) == [3]
    assert _rung(desk, shop, 12) == [1]
    Agent.objects.filter(pk=shop.agents[1].pk).update(presence="away")
    assert _rung(desk, shop, 13, person_id=person.pk) == [1]


@pytest.mark.parametrize(("matching", "strategy", "waves"), [("first", "in_order", [3]), ("only", "ring_all", [1, 3])])
def test_who_fits_what_is_asked_is_rung_first_or_alone(
    desk: Desk, matching: str, strategy: str, waves: list[int]
) -> None:
    shop = house(agents=3, matching=matching, strategy=strategy)
    knows = {1: ("Tents,Boats", ""), 2: ("tents", "de"), 3: ("tents", "de, FR")}
    if matching == "first":
        knows[1] = ("boats", "")
    for number, (skills, languages) in knows.items():
        values = AgentValues(f"A{number}", "sip:a@pbx.example.com", skills=skills, languages=languages)
        services.save_agent(shop.actor, shop.agents[number - 1].pk, values)
    assert _rung(desk, shop, 10, skills=("tents",), language="fr-CA") == waves


def test_words_that_cannot_be_are_refused(shop: House) -> None:
    address = "sip:a@pbx.example.com"
    with pytest.raises(FieldError, match="no language code"):
        services.save_agent(shop.actor, None, AgentValues("A", address, languages="german"))
    with pytest.raises(FieldError, match="no such strategy"):
        services.save_group(shop.actor, None, GroupValues("Sales", strategy="random"))


def test_all_phones_ring_and_the_first_who_takes_it_has_the_call(
    shop: House, media: Rtpengine, phones: Phones, voices: Voices, tmp_path: Path
) -> None:
    """With a real media server, so that each phone has a conversation of its own there until one is taken."""
    shop.agents.append(Agent.objects.create(organisation=shop.organisation, name="Agent 3", address="x"))
    services.order_places(shop.actor, shop.group.pk, [(agent.pk, 15) for agent in shop.agents])
    _change(shop, strategy="ring_all", record=False)
    silent = [phones(ringing(tmp_path)) for _ in range(2)]
    agent = phones(answering(tmp_path, ring_milliseconds=300))
    visitor = phones(answering(tmp_path, talk_milliseconds=500))
    ring_at(shop, silent[0], agent, silent[1], carrier=visitor)
    voices(media)
    row = finished(shop.promised())
    assert (row.outcome, row.agent_id) == ("connected", shop.agents[1].pk)
    causes = {leg.agent_id: leg.cause for leg in row.legs.filter(role="agent")}
    assert causes == dict(zip([one.pk for one in shop.agents], ["cancelled", "completed", "cancelled"], strict=True))
    assert [phone.finished() for phone in silent] == [True, True]
    assert row.legs.filter(role="visitor").count() == 1
