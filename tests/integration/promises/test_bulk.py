"""Many promises at once: handed over, moved, taken back; and what becomes of those whose owner leaves."""

from datetime import timedelta

import pytest

from ringback.base.accounts.models import AuditEntry, Organisation
from ringback.base.accounts.services import Actor, remove_member, system_actor
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from ringback.channels.voice.models import Agent, HuntGroup, HuntGroupMember
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise, State
from tests.integration.accounts import scene
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins, told

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def owner(organisation: Organisation) -> Actor:
    return system_actor(organisation.pk)


def test_everything_open_of_one_goes_to_another(
    organisation: Organisation, owner: Actor, promise: Make, handler: Scripted
) -> None:
    anna, ben = joins(organisation, "Anna"), joins(organisation, "Ben")
    made = [promise(clock.now() + HOUR, owner_id=anna.member_id) for _ in range(3)]
    under_way = promise(owner_id=anna.member_id)
    Keeper().round()
    closed = promise(clock.now() + HOUR, owner_id=anna.member_id)
    services.cancel(owner, closed.pk, "")
    ids = [row.pk for row in services.open_of(owner, anna.member_id or 0)]
    assert sorted(ids) == sorted(one.pk for one in [*made, under_way])
    done = services.hand_over(owner, ids, ben.member_id or 0, "Anna is leaving")
    assert (sorted(done.done), done.left) == (sorted(ids), [])
    rows = {row.pk: row for row in Promise.objects.filter(pk__in=ids)}
    assert {row.owner_id for row in rows.values()} == {ben.member_id}
    assert {rows[one.pk].generation for one in made} == {2}
    assert (rows[under_way.pk].generation, rows[under_way.pk].state) == (1, State.KEEPING)
    assert rows[made[0].pk].evidence["history"][-1]["why"] == "Anna is leaving"
    assert told(ben) == ["promises_handed_over"]
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.subject, entry.detail["to"]) == ("promises handed over", "4 promises", [ben.member_id])


def test_in_turn_each_gets_as_many_and_as_urgent_ones(organisation: Organisation, owner: Actor, promise: Make) -> None:
    anna, ben, eve = (joins(organisation, name) for name in ("Anna", "Ben", "Eve"))
    made = [promise(clock.now() + n * HOUR, owner_id=anna.member_id).pk for n in (5, 1, 3, 2, 4)]
    services.hand_over_in_turn(owner, made, [ben.member_id or 0, eve.member_id or 0], "away")
    in_order = [row.owner_id for row in Promise.objects.filter(pk__in=made).order_by("due_at")]
    assert in_order == [ben.member_id, eve.member_id, ben.member_id, eve.member_id, ben.member_id]


def test_what_was_changed_meanwhile_is_left_alone(owner: Actor, promise: Make) -> None:
    still, moved = promise(clock.now() + HOUR), promise(clock.now() + HOUR)
    read = {still.pk: 1, moved.pk: 1}
    services.reschedule(owner, moved.pk, 1, clock.now() + 2 * HOUR)
    done = services.cancel_all(owner, read, "not needed", generations=read)
    assert (done.done, done.left) == ([still.pk], [moved.pk])
    assert [Promise.objects.get(pk=key).state for key in read] == ["cancelled", "pending"]


def test_all_are_moved_and_taken_back_in_the_callers_transaction(
    owner: Actor, promise: Make, handler: Scripted
) -> None:
    made = [promise() for _ in range(3)]
    later = clock.now() + HOUR
    services.reschedule_all(owner, [one.pk for one in made], later, "the shop is closed")
    Keeper().round()
    assert handler.asked == []
    rows = Promise.objects.order_by("id")
    assert [(row.due_at, row.generation) for row in rows] == [(later, 2)] * 3
    assert [row.deadline_at for row in rows] == [one.deadline_at for one in made]
    services.cancel_all(owner, [one.pk for one in made], "closed for good")
    assert set(Promise.objects.values_list("state", flat=True)) == {"cancelled"}


def test_nobody_is_handed_what_is_not_theirs_to_have(organisation: Organisation, owner: Actor, promise: Make) -> None:
    made = promise()
    stranger_home = Organisation.objects.create(name="Boats")
    stranger = joins(stranger_home, "Stranger", "owner")
    with pytest.raises(NotFoundError, match="no such member"):
        services.hand_over(owner, [made.pk], stranger.member_id or 0, "")
    assert services.cancel_all(stranger, [made.pk], "").left == [made.pk]
    viewer = joins(organisation, "Viewer", "viewer")
    with pytest.raises(NotAllowedError):
        services.cancel_all(viewer, [made.pk], "")
    with pytest.raises(FieldError):
        services.cancel_all(owner, range(1, 6000), "")
    made.refresh_from_db()
    assert (made.state, made.generation) == ("pending", 1)


def test_an_agent_of_one_group_acts_on_that_groups_promises_and_on_their_own(
    organisation: Organisation, promise: Make
) -> None:
    agent = scene.member(organisation, "agent", "group", 4)
    own, groups, others = promise(owner_id=agent.member_id), promise(group_id=4), promise(group_id=5)
    done = services.cancel_all(agent, [own.pk, groups.pk, others.pk], "")
    assert (sorted(done.done), done.left) == (sorted([own.pk, groups.pk]), [others.pk])
    with pytest.raises(NotAllowedError):
        services.cancel(agent, others.pk, "")


def test_what_somebody_who_leaves_had_is_not_left_silently(
    organisation: Organisation, promise: Make, owner: Actor
) -> None:
    anna, lead = joins(organisation, "Anna"), joins(organisation, "Lea", "lead")
    boss = joins(organisation, "Boss", "owner")
    promise(clock.now() + HOUR, owner_id=anna.member_id)
    services.notify(organisation.pk, [anna.member_id or 0], "hello", {})
    remove_member(boss, anna.member_id or 0)
    assert told(lead) == ["member_left"]
    notice = Promise.objects.get(kind="notice", owner_id=lead.member_id)
    assert notice.content["values"] == {"member_id": anna.member_id, "count": 1}
    assert Promise.objects.get(kind="notice", owner_id=anna.member_id).state == "cancelled"
    assert [(one.name, one.count) for one in services.left_behind(owner)] == [("Anna", 1)]


def test_to_snooze_is_to_move_it_with_a_reason_that_stays(owner: Actor, promise: Make) -> None:
    made = promise(automatic=False)
    services.reschedule(owner, made.pk, 1, clock.now() + HOUR, why="he is in a meeting")
    made.refresh_from_db()
    last = made.evidence["history"][-1]
    assert (last["what"], last["why"], last["name"]) == ("moved", "he is in a meeting", "Ringback")


def test_a_group_as_a_whole_gets_them_and_all_of_it_hear(
    organisation: Organisation, owner: Actor, promise: Make
) -> None:
    ben, eve = joins(organisation, "Ben"), joins(organisation, "Eve")
    group = HuntGroup.objects.create(organisation=organisation, name="Sales")
    for position, one in enumerate((ben, eve), 1):
        agent = Agent.objects.create(
            organisation=organisation, name=one.name, member_id=one.member_id, address="sip:a@b"
        )
        HuntGroupMember.objects.create(group=group, agent=agent, position=position)
    made = [promise(clock.now() + HOUR, owner_id=ben.member_id).pk for _ in range(2)]
    taker = services.Taker.read(f"whole:{group.pk}")
    done = services.hand_over_to(owner, made, taker, "ill", generations=dict.fromkeys(made, 1))
    assert sorted(done.done) == made
    rows = Promise.objects.filter(pk__in=made)
    assert [(row.owner_id, row.group_id) for row in rows] == [(None, group.pk)] * 2
    assert told(ben) == told(eve) == ["promises_handed_over"]
    stranger = HuntGroup.objects.create(organisation=Organisation.objects.create(name="Others"), name="Theirs")
    with pytest.raises(NotFoundError):
        services.hand_over_to_group(owner, made, stranger.pk, "")
