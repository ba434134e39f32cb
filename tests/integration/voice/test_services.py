"""Set-up, presence and reading: who may, what is refused with which mend, and whose rows are out of reach."""

from datetime import timedelta

import pytest

from ringback.base.accounts.models import AuditEntry
from ringback.base.accounts.services import GrantValue, stop_dialling
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotAllowedError, NotFoundError, StoppedError
from ringback.channels.voice import reads, services
from ringback.channels.voice.models import Agent, Call, HuntGroup, Leg, Presence, Trunk
from ringback.channels.voice.services import AgentValues, GroupValues, TrunkValues
from tests.integration.voice.house import House, house

pytestmark = pytest.mark.django_db
AGENT, VIEWER, LEAD = GrantValue("agent"), GrantValue("viewer"), GrantValue("lead")


@pytest.fixture
def shop(db: None) -> House:
    return house()


def test_a_secret_is_sealed_and_kept_when_left_out(shop: House) -> None:
    values = TrunkValues("Carrier", "sip.example.com", username="u1", secret="s3cret", registers=True)
    trunk = services.save_trunk(shop.actor, None, values)
    stored = Trunk.objects.filter(id=trunk.pk).extra(select={"raw": "secret"}).values_list("raw", flat=True)[0]
    assert "s3cret" not in stored
    services.save_trunk(shop.actor, trunk.pk, TrunkValues("Other", "sip.example.com", username="u1"))
    assert Trunk.objects.get(id=trunk.pk).secret == "s3cret"
    assert not AuditEntry.objects.filter(detail__icontains="s3cret").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (TrunkValues("", "sip.example.com"), "name"),
        (TrunkValues("T", "169.254.169.254"), "host"),
        (TrunkValues("T", "not a host"), "host"),
        (TrunkValues("T", "sip.example.com", port=0), "port"),
        (TrunkValues("T", "sip.example.com", channels=0), "channels"),
        (TrunkValues("T", "sip.example.com", registers=True), "username"),
        (TrunkValues("T", "sip.example.com", secret='a"b'), "secret"),
        (TrunkValues("T", "sip.example.com", caller_id="<sip:x>"), "caller_id"),
        (TrunkValues("T", "sip.example.com", from_domain="x\r\nVia: y"), "from_domain"),
    ],
)
def test_a_wrong_trunk_names_its_field_and_mend(shop: House, values: TrunkValues, field: str) -> None:
    with pytest.raises(FieldError) as refused:
        services.save_trunk(shop.actor, None, values)
    assert refused.value.field == field
    assert refused.value.mend


@pytest.mark.parametrize("grant", [AGENT, VIEWER, LEAD])
def test_only_those_who_may_change_the_set_up(shop: House, grant: GrantValue) -> None:
    member = shop.member(grant)
    for change in (
        lambda: services.save_trunk(member, None, TrunkValues("T", "sip.example.com")),
        lambda: services.delete_trunk(member, shop.trunk.pk),
        lambda: services.save_agent(member, None, AgentValues("A", "sip:a@pbx.example.com")),
        lambda: services.delete_agent(member, shop.agents[0].pk),
        lambda: services.save_group(member, shop.group.pk, GroupValues("G")),
        lambda: services.delete_group(member, shop.group.pk),
        lambda: services.order_places(member, shop.group.pk, []),
        lambda: services.test_call(member, "+493012345678", group_id=shop.group.pk),
    ):
        with pytest.raises(NotAllowedError):
            change()


def test_rows_of_another_organisation_are_out_of_reach(shop: House) -> None:
    other = house(name="Other")
    call = services.place(other.order())
    me = shop.actor
    for attempt in (
        lambda: services.save_trunk(me, other.trunk.pk, TrunkValues("T", "sip.example.com")),
        lambda: services.delete_trunk(me, other.trunk.pk),
        lambda: services.save_agent(me, other.agents[0].pk, AgentValues("A", "sip:a@pbx.example.com")),
        lambda: services.delete_agent(me, other.agents[0].pk),
        lambda: services.save_group(me, other.group.pk, GroupValues("G")),
        lambda: services.delete_group(me, other.group.pk),
        lambda: services.order_places(me, other.group.pk, []),
        lambda: services.order_places(me, shop.group.pk, [(other.agents[0].pk, 15)]),
        lambda: services.set_presence(me, other.agents[0].pk, "away"),
        lambda: services.test_call(me, "+493012345679", group_id=other.group.pk),
        lambda: services.test_call(me, "+493012345679", agent_id=other.agents[0].pk),
        lambda: services.hang_up(me, call.call_id),
        lambda: services.dispose(me, call.call_id, "success"),
        lambda: reads.call(me, call.call_id),
        lambda: reads.recording(me, call.call_id),
        lambda: reads.trunk(me, other.trunk.pk),
        lambda: reads.group(me, other.group.pk),
        lambda: reads.agent(me, other.agents[0].pk),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    for values in (GroupValues("G", trunk_id=other.trunk.pk), AgentValues("A", "sip:a@h.example", other.trunk.pk)):
        with pytest.raises(FieldError, match="no such trunk"):
            if isinstance(values, GroupValues):
                services.save_group(me, None, values)
            else:
                services.save_agent(me, None, values)
    assert reads.calls(me).rows == ()
    assert reads.live(me) == ()


def test_numbers_are_masked_for_those_who_may_not_see_them(shop: House) -> None:
    call = services.place(shop.order())
    assert reads.calls(shop.actor).rows[0].number == "+49 30 12345678"
    shown = reads.call(shop.member(VIEWER), call.call_id).row.number
    assert "123456" not in shown
    assert shown.endswith("78")


def test_a_grant_over_a_group_reaches_its_calls_only(shop: House) -> None:
    other = HuntGroup.objects.create(organisation=shop.organisation, name="Support", trunk=shop.trunk)
    mine, theirs = services.place(shop.order()), services.place(shop.order("+493012345679", group_id=other.pk))
    lead = shop.member(GrantValue("lead", "group", shop.group.pk))
    assert [row.call_id for row in reads.calls(lead).rows] == [mine.call_id]
    with pytest.raises(NotFoundError):
        services.hang_up(lead, theirs.call_id)
    assert [group.pk for group in reads.groups(lead)] == [shop.group.pk]


def test_an_agent_sees_the_calls_they_took(shop: House) -> None:
    me = shop.member(AGENT)
    Agent.objects.filter(id=shop.agents[0].pk).update(member_id=me.member_id)
    mine, other = services.place(shop.order()), services.place(shop.order("+493012345679"))
    Call.objects.filter(id=mine.pk).update(agent=shop.agents[0])
    assert [row.call_id for row in reads.calls(me).rows] == [mine.call_id]
    services.dispose(me, mine.call_id, "success", " went well ")
    assert Call.objects.get(id=mine.pk).note == "went well"
    with pytest.raises(NotFoundError):
        services.dispose(me, other.call_id, "success")
    with pytest.raises(NotAllowedError):
        services.hang_up(shop.member(VIEWER), mine.call_id)


def test_pages_follow_each_other_without_gaps(shop: House) -> None:
    made = [services.place(shop.order(f"+4930123456{n:02}")).call_id for n in range(7)]
    seen, after = [], ""
    for _ in range(3):
        page = reads.calls(shop.actor, after=after, size=3)
        seen += [row.call_id for row in page.rows]
        after = page.after
    assert seen == made[::-1]
    assert after == ""
    found = reads.calls(shop.actor, reads.CallFilters(number="45603"))
    assert [row.call_id for row in found.rows] == [made[3]]
    assert reads.calls(shop.actor, reads.CallFilters(until_at=clock.now() - timedelta(days=1))).rows == ()


def test_presence_is_minded(shop: House) -> None:
    me = shop.member(AGENT)
    first, second = shop.agents
    Agent.objects.filter(id=first.pk).update(member_id=me.member_id)
    services.set_presence(me, first.pk, Presence.AWAY)
    with pytest.raises(NotAllowedError):
        services.set_presence(me, second.pk, Presence.AWAY)
    assert services.any_agent_available(shop.group.pk)
    call = services.place(shop.order())
    Leg.objects.create(
        call=call, number=1, role="agent", agent=second, live_agent_id=second.pk, address="x", dialled_at=clock.now()
    )
    assert not services.any_agent_available(shop.group.pk)
    assert [row.in_call for row in reads.agents(shop.actor)] == [False, True]
    with pytest.raises(FieldError):
        services.set_presence(me, first.pk, "asleep")


def test_a_trunk_in_use_is_not_deleted(shop: House) -> None:
    with pytest.raises(ConflictError, match="Sales"):
        services.delete_trunk(shop.actor, shop.trunk.pk)


def test_a_planned_call_is_taken_back_at_once(shop: House) -> None:
    call = services.place(shop.order())
    services.hang_up(shop.actor, call.call_id)
    row = Call.objects.get(id=call.pk)
    assert (row.stage, row.outcome, row.live_number) == ("ended", "cancelled", None)
    with pytest.raises(ConflictError):
        services.hang_up(shop.actor, call.call_id)


def test_progress_is_the_newest_call(shop: House) -> None:
    call = shop.promised()
    assert call.promise_id is not None
    step = services.progress(call.promise_id)
    assert step is not None
    assert (step.stage, step.call_id, step.outcome) == ("planned", call.call_id, "")
    services.withdraw(call.promise_id, "the visitor changed their mind")
    step = services.progress(call.promise_id)
    assert step is not None
    assert (step.stage, step.outcome) == ("ended", "cancelled")
    assert services.progress(0) is None


def test_a_test_call_says_what_is_wrong(shop: House) -> None:
    made = services.test_call(shop.actor, "+49 30 12345678", agent_id=shop.agents[1].pk)
    assert made.plan["agents"] == [shop.agents[1].pk]
    with pytest.raises(ConflictError):
        services.test_call(shop.actor, "+49 30 12345678", group_id=shop.group.pk)
    with pytest.raises(FieldError):
        services.test_call(shop.actor, "nonsense", group_id=shop.group.pk)
    stop_dialling(shop.actor)
    with pytest.raises(StoppedError):
        services.test_call(shop.actor, "+493012345670", group_id=shop.group.pk)
