"""What follows when a try's retries are used up: the next member, a lead, a group, tomorrow at ten."""

from datetime import UTC, datetime, time

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.kit import clock
from ringback.core.promises import services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Attempt, Promise
from ringback.core.promises.rules import Outcome, Policy, Step, Target, To
from ringback.core.promises.services import targets
from tests.integration.promises.conftest import Scripted
from tests.integration.promises.team import Make, joins

pytestmark = pytest.mark.django_db


def test_twice_then_the_next_manager_then_tomorrow_at_ten_then_given_up(
    organisation: Organisation, handler: Scripted, promise: Make, moment: clock.SettableClock
) -> None:
    anna, ben = joins(organisation, "Anna"), joins(organisation, "Ben")
    policy = Policy({"busy": (300,)}, (Step(Target(To.NEXT)), Step(days=1, at=time(10))))
    made = promise(owner_id=anna.member_id, policy=policy, expires_at=None)
    handler.answers = [Outcome.BUSY] * 6
    keeper, seen = Keeper(), []
    for seconds in (0, 300, 0, 300, 24 * 3600, 300):
        moment.advance(seconds)
        keeper.round()
        made.refresh_from_db()
        seen.append((made.state, made.step, made.owner_id))
    a, b = anna.member_id, ben.member_id
    assert seen == [
        ("pending", 0, a),
        ("pending", 1, b),
        ("pending", 1, b),
        ("pending", 2, b),
        ("pending", 2, b),
        ("broken", 2, b),
    ]
    keys = list(Attempt.objects.order_by("id").values_list("key", flat=True))
    assert keys == [
        f"promise-{made.pk}-1-{step}-{number}" for step, number in zip((0, 0, 1, 1, 2, 2), range(1, 7), strict=True)
    ]
    assert Attempt.objects.order_by("id")[4].started_at >= datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def test_the_next_of_a_hunt_group_is_the_next_in_its_order(
    organisation: Organisation, handler: Scripted, promise: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, ben, eve = (joins(organisation, name) for name in ("Anna", "Ben", "Eve"))
    crew = [eve.member_id or 0, anna.member_id or 0]
    monkeypatch.setattr(targets, "_crews", [lambda _organisation, group_id: crew if group_id == 5 else []])
    policy = Policy(steps=(Step(Target(To.NEXT)), Step(Target(To.NEXT)), Step(Target(To.GROUP, 5))))
    made = promise(owner_id=anna.member_id, group_id=5, policy=policy)
    handler.answers = [Outcome.NOBODY] * 3
    seen = []
    for _ in range(3):
        Keeper().round()
        made.refresh_from_db()
        seen.append(made.owner_id)
    assert seen == [eve.member_id, anna.member_id, None]
    assert ben.member_id not in seen


def test_handing_on_to_whoever_left_leaves_it_where_it_is(
    organisation: Organisation, handler: Scripted, promise: Make
) -> None:
    anna, gone = joins(organisation, "Anna"), joins(organisation, "Gone")
    from_gone = Policy(steps=(Step(Target(To.MEMBER, gone.member_id or 0)), Step(Target(To.LEAD))))
    made = promise(owner_id=anna.member_id, policy=from_gone)
    organisation.members.filter(pk=gone.member_id or 0).update(active=False)
    handler.answers = [Outcome.NOBODY, Outcome.NOBODY]
    Keeper().round()
    made.refresh_from_db()
    assert (made.state, made.owner_id, made.step) == ("pending", anna.member_id, 1)
    lead = joins(organisation, "Lea", "lead")
    Keeper().round()
    made.refresh_from_db()
    assert made.owner_id == lead.member_id


def test_a_wrong_number_and_a_refusal_end_it_whatever_the_policy_says(handler: Scripted, promise: Make) -> None:
    policy = Policy({"busy": (60,)}, (Step(days=1), Step(Target(To.NEXT))))
    made = [promise(policy=policy) for _ in range(2)]
    handler.answers = [Outcome.WRONG_NUMBER, Outcome.REFUSED]
    Keeper().round()
    assert {row.state for row in Promise.objects.filter(pk__in=[one.pk for one in made])} == {"broken"}


def test_a_policy_says_when_it_expires(promise: Make, moment: clock.SettableClock) -> None:
    made = promise(policy=Policy(expires_after_seconds=60), expires_at=None, automatic=False)
    assert made.expires_at is not None
    moment.advance(60)
    Keeper().round()
    made.refresh_from_db()
    assert made.state == "expired"
    assert services.standing([made.pk])[made.pk].state == "expired"
