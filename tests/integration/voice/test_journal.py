"""The writer: what is granted, what is written, and what a promise is told."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from ringback.base.accounts.services import resume_dialling, stop_dialling
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError
from ringback.channels.voice import rules, services
from ringback.channels.voice.engine import facts
from ringback.channels.voice.engine.facts import CallOutcome, LegCause, Role
from ringback.channels.voice.engine.plan import CallPlan, Destination
from ringback.channels.voice.models import Agent, Call, Leg, Presence, Recording, Stage
from ringback.channels.voice.role import journal as journal_module
from ringback.channels.voice.role import writing
from ringback.channels.voice.role.ledger import Ledger
from ringback.core.promises import services as promises
from ringback.core.promises.models import Attempt
from tests.integration.voice.conftest import Desk
from tests.integration.voice.house import NUMBER, House, attempt_of, ended, house, promise_of
from tests.waiting import until


def _answer_agent(desk: Desk, plan: CallPlan) -> None:
    """The first agent takes the call."""
    now, target = clock.now(), plan.agents[0]
    assert desk.claim(plan, 1, target.agent_id, target.destination) is None
    dialled = facts.LegDialled(
        plan.call_id, now, 1, Role.agent, target.agent_id, target.destination.uri, f"{plan.call_id}-1@h"
    )
    desk.tell(
        facts.CallStarted(plan.call_id, now),
        dialled,
        facts.DialogKept(plan.call_id, now, 1, {"kind": "early"}),
        facts.LegRinging(plan.call_id, now, 1),
        facts.LegAnswered(plan.call_id, now, 1),
        facts.LegAccepted(plan.call_id, now, 1),
    )


def _talk(desk: Desk, plan: CallPlan) -> None:
    """The visitor answers and both talk."""
    assert desk.claim(plan, 2, None, plan.visitor) is None
    now = clock.now()
    desk.tell(
        facts.LegDialled(plan.call_id, now, 2, Role.visitor, None, plan.visitor.uri, f"{plan.call_id}-2@h"),
        facts.LegAnswered(plan.call_id, now, 2),
        facts.Bridged(plan.call_id, now),
        facts.RecordingStarted(plan.call_id, now, "/spool/pcaps/x.pcap"),
    )


def test_a_whole_conversation_is_written_and_keeps_the_promise(desk: Desk, shop: House) -> None:
    call = shop.promised()
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    assert desk.row(plan).stage == Stage.WHISPERING
    _talk(desk, plan)
    assert desk.row(plan).stage == Stage.TALKING
    now = clock.now()
    over = (LegCause.completed, 200, "")
    desk.tell(
        facts.LegEnded(plan.call_id, now, 1, *over),
        facts.LegEnded(plan.call_id, now, 2, *over),
        ended(plan.call_id, CallOutcome.connected, 12.5),
    )
    row = desk.row(plan)
    assert (row.stage, row.outcome, row.live_number, row.talk_seconds) == (Stage.ENDED, "connected", None, 12.5)
    assert row.agent_id == shop.agents[0].pk
    assert not Leg.objects.exclude(live_agent_id=None).exists()
    assert [leg.cause for leg in row.legs.all()] == ["completed", "completed"]
    assert Recording.objects.get(call=row).state == Recording.State.SPOOLED
    assert promise_of(call).state == "kept"
    assert [event.kind for event in row.events.all()][-1] == "CallEnded"
    agent = Agent.objects.get(id=shop.agents[0].pk)
    assert agent.presence == Presence.WRAP_UP
    assert agent.presence_until_at is not None


def test_the_first_leg_is_written_with_the_claim_of_the_call(desk: Desk, shop: House) -> None:
    services.place(shop.order())
    (plan,) = desk.placed()
    leg = Leg.objects.get()
    assert (leg.number, leg.live_agent_id) == (1, plan.agents[0].agent_id)


def test_an_agent_in_a_call_is_skipped_by_the_next(desk: Desk, shop: House) -> None:
    calls = [services.place(shop.order()), services.place(shop.order("+493012345679"))]
    # Whose sounds are ready first is given to the engine first.
    plans = {plan.call_id: plan for plan in desk.placed(2)}
    first, second = (plans[call.call_id] for call in calls)
    assert [first.agents[0].agent_id, second.agents[0].agent_id] == [agent.pk for agent in shop.agents]
    target = second.agents[1]
    assert desk.claim(second, 2, target.agent_id, target.destination) == rules.NOT_FREE


def test_a_stop_denies_the_next_leg_and_the_promise_is_tried_again(desk: Desk, shop: House) -> None:
    call = shop.promised()
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    stop_dialling(shop.actor)
    why = desk.claim(plan, 2, None, plan.visitor)
    assert why is not None and why.startswith(rules.STOPPED)
    now = clock.now()
    desk.tell(
        facts.LegEnded(plan.call_id, now, 2, LegCause.denied, None, why),
        ended(plan.call_id, CallOutcome.visitor_denied),
    )
    assert Attempt.objects.get(promise=promise_of(call)).outcome == "interrupted"
    assert rules.STOPPED in desk.row(plan).detail
    resume_dialling(shop.actor)


def test_a_cancelled_promise_stops_before_the_visitor_is_dialled(desk: Desk, shop: House) -> None:
    call = shop.promised()
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    assert call.promise_id is not None
    promises.cancel(shop.actor, call.promise_id, "the visitor changed their mind")
    assert desk.claim(plan, 2, None, plan.visitor) == rules.NOT_WANTED


def test_the_visitor_is_never_dialled_twice(desk: Desk, shop: House) -> None:
    services.place(shop.order())
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    assert desk.claim(plan, 2, None, plan.visitor) is None
    now = clock.now()
    desk.tell(facts.LegEnded(plan.call_id, now, 2, LegCause.busy, 486, "Busy"))
    assert desk.claim(plan, 3, None, plan.visitor) == rules.TWICE


@pytest.mark.parametrize(
    ("uri", "granted"),
    [
        ("sip:+493087654321@127.0.0.1:5999", True),
        ("sip:+499001234567@127.0.0.1:5999", False),
        ("sip:+12025550123@127.0.0.1:5999", False),
        ("sip:+493087654321@203.0.113.9", True),
        ("sip:boss@203.0.113.9", False),
    ],
)
def test_a_redirected_visitor_is_judged_again(desk: Desk, shop: House, uri: str, granted: bool) -> None:
    services.place(shop.order())
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    assert desk.claim(plan, 2, None, plan.visitor) is None
    desk.tell(facts.LegEnded(plan.call_id, clock.now(), 2, LegCause.redirected, 302, ""))
    answer = desk.claim(plan, 3, None, Destination(uri, plan.visitor.trunk, ""))
    assert (answer is None) is granted


def test_a_trunk_carries_no_more_than_its_channels(desk: Desk, transactional_db: None) -> None:
    made = house(3)
    type(made.trunk).objects.filter(id=made.trunk.pk).update(channels=1)
    services.place(made.order())
    services.place(made.order("+493012345679"))
    first, second = desk.placed(2)
    _answer_agent(desk, first)
    _answer_agent(desk, second)
    assert desk.claim(first, 2, None, first.visitor) is None
    assert desk.claim(second, 2, None, second.visitor) == rules.NO_CHANNEL


def test_a_call_that_comes_too_late_is_closed_and_told(desk: Desk, shop: House) -> None:
    call = shop.promised(expires_at=clock.now() - timedelta(seconds=1))
    desk.claim_calls()
    desk.tell()
    assert_ended(desk, call, "interrupted", "interrupted")


def test_a_group_without_agents_answers_nobody(desk: Desk, shop: House) -> None:
    services.order_places(shop.actor, shop.group.pk, [])
    call = shop.promised()
    desk.claim_calls()
    assert_ended(desk, call, "nobody_answered", "nobody")


def assert_ended(desk: Desk, call: Call, outcome: str, told: str) -> None:
    until(lambda: Call.objects.get(id=call.pk).stage == Stage.ENDED)
    assert Call.objects.get(id=call.pk).outcome == outcome
    assert attempt_of(call).outcome == told


def test_hanging_up_a_live_call_reaches_the_engine(desk: Desk, shop: House) -> None:
    call = services.place(shop.order())
    desk.placed()
    services.hang_up(shop.actor, call.call_id)
    desk.command()
    until(lambda: desk.engine.hung_up == [call.call_id])
    assert not call.commands.filter(done_at=None).exists()


def test_facts_survive_a_database_that_is_away(desk: Desk, shop: House, monkeypatch: pytest.MonkeyPatch) -> None:
    services.place(shop.order())
    (plan,) = desk.placed()
    _answer_agent(desk, plan)
    monkeypatch.setattr(journal_module, "AWAY_SECONDS", 0.05)
    away = [True]
    real = writing.write

    def write(ledger: Ledger, epoch: str) -> None:
        if away[0]:
            raise OperationalError("the server closed the connection")
        real(ledger, epoch)

    monkeypatch.setattr(writing, "write", write)
    now = clock.now()
    desk.journal.record(facts.LegEnded(plan.call_id, now, 1, LegCause.completed, 200, ""))
    assert desk.claim(plan, 2, None, plan.visitor) == rules.AWAY
    assert desk.row(plan).stage != Stage.ENDED
    away[0] = False
    desk.tell(ended(plan.call_id, CallOutcome.cancelled))
    assert desk.row(plan).outcome == "cancelled"
    kinds = [event.kind for event in desk.row(plan).events.all()]
    assert kinds[-2:] == ["LegEnded", "CallEnded"]


class _Deadlock(Exception):
    """What PostgreSQL's driver raises: the database undid this transaction in favour of another."""

    sqlstate = "40P01"


def test_a_transaction_that_made_way_for_another_is_done_anew(
    desk: Desk, shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes waited for each other: that is no database that is away, and nobody is denied for it."""
    shop.promised()
    (plan,) = desk.placed()
    undone: list[str] = []
    write = writing.write

    def made_way(ledger: Ledger, epoch: str) -> None:
        write(ledger, epoch)
        if len(undone) < 2:
            undone.append(epoch)
            raise OperationalError("deadlock detected") from _Deadlock()

    monkeypatch.setattr(writing, "write", made_way)
    target = plan.agents[0]
    assert desk.claim(plan, 2, None, plan.visitor) is None
    desk.tell(facts.LegDialled(plan.call_id, clock.now(), 1, Role.agent, target.agent_id, "sip:a@h", "x-1"))
    assert len(undone) == 2
    assert desk.row(plan).events.filter(kind="LegDialled").count() == 1


def test_what_cannot_be_written_for_no_known_reason_is_tried_again_at_leisure(
    desk: Desk, shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, say in the middle of an upgrade: it must not fill the disk with its log, and loses no fact."""
    shop.promised()
    (plan,) = desk.placed()
    tries: list[str] = []
    write = writing.write

    def at_fault(ledger: Ledger, epoch: str) -> None:
        tries.append(epoch)
        if len(tries) < 3:
            raise ValueError("a column that is not there yet")
        write(ledger, epoch)

    monkeypatch.setattr(journal_module, "AWAY_SECONDS", 0.2)
    monkeypatch.setattr(writing, "write", at_fault)
    began = clock.monotonic()
    assert desk.claim(plan, 2, None, plan.visitor) == rules.AWAY
    desk.tell(facts.LegDialled(plan.call_id, clock.now(), 1, Role.agent, plan.agents[0].agent_id, "sip:a@h", "x-1"))
    assert (len(tries), clock.monotonic() - began > 0.3) == (3, True)
    assert desk.row(plan).events.filter(kind="LegDialled").count() == 1


def test_one_number_has_one_live_call_at_most(shop: House) -> None:
    services.place(shop.order())
    with pytest.raises(ConflictError):
        services.place(shop.order())
    assert Call.objects.filter(live_number=NUMBER).count() == 1


def test_the_same_attempt_places_one_call(shop: House) -> None:
    order = shop.order()
    assert services.place(order).pk == services.place(order).pk
