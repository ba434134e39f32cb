"""The two sides of one promise: linked by the consent of both, and nothing crosses but when it is due and its state."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest

from ringback.base.accounts.models import Organisation
from ringback.base.accounts.services import Actor, system_actor
from ringback.base.database import queries
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises import linking, services
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.linking import Far
from ringback.core.promises.models import Link, Promise, Side
from ringback.core.promises.services.linking import sweep_links
from tests.integration.promises.conftest import KIND, Scripted

pytestmark = pytest.mark.django_db

Make = Callable[..., Promise]
Heard = list[tuple[int, Far]]


class Two(NamedTuple):
    """A firm that answers by tomorrow, and somebody elsewhere who calls in three days if it does not."""

    firm: Actor
    seeker: Actor
    ours: Promise
    theirs: Promise


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    told: Heard = []
    monkeypatch.setitem(linking._hears, KIND, lambda promise, far: told.append((promise.pk, far)))
    return told


@pytest.fixture
def two(handler: Scripted, organisation: Organisation, promise: Make) -> Two:
    elsewhere = Organisation.objects.create(name="A search of one's own")
    ours = promise(clock.now() + timedelta(days=1), automatic=False)
    theirs = promise(clock.now() + timedelta(days=3), automatic=False)
    Promise.objects.filter(pk=theirs.pk).update(organisation=elsewhere)
    return Two(system_actor(organisation.pk), system_actor(elsewhere.pk), ours, theirs)


@pytest.fixture
def agreed(two: Two, heard: Heard) -> Two:
    services.accept_link(two.seeker, two.theirs.pk, services.offer_link(two.firm, two.ours.pk))
    return two


def far_of(promise: Promise) -> Far | None:
    return services.linked([promise.pk])[promise.pk].far


def test_both_agree_and_each_hears_what_the_other_does(two: Two, heard: Heard) -> None:
    code = services.offer_link(two.firm, two.ours.pk)
    assert services.offer_link(two.firm, two.ours.pk) == code == services.linked([two.ours.pk])[two.ours.pk].code
    assert services.offered(code).due_at == two.ours.due_at
    assert Link.objects.filter(code_hash__isnull=False).count() == 1
    [(stored,)] = queries.fetch(f"SELECT code FROM {Link._meta.db_table}")
    assert code.replace("-", "") not in stored
    services.accept_link(two.seeker, two.theirs.pk, code.lower().replace("-", " "))
    assert far_of(two.theirs) == Far(two.ours.due_at, "pending", ended=False)
    Keeper().round()
    assert heard == [(two.ours.pk, Far(two.theirs.due_at, "pending", ended=False))]

    later = clock.now() + timedelta(days=5)
    services.reschedule(two.firm, two.ours.pk, 1, later)
    services.reschedule_all(two.seeker, [two.theirs.pk], later + timedelta(days=1), "they asked")
    Keeper().round()
    assert sorted((number, far.due_at) for number, far in heard[1:]) == [
        (two.ours.pk, later + timedelta(days=1)),
        (two.theirs.pk, later),
    ]

    services.mark_kept(two.firm, two.ours.pk, {"met": True})
    Keeper().round()
    Keeper().round()
    assert heard[3:] == [(two.theirs.pk, Far(later, "kept", ended=False))]
    two.theirs.refresh_from_db()
    assert two.theirs.state == "pending"


def test_no_column_of_a_side_knows_more_than_when_and_how_it_stands(agreed: Two) -> None:
    columns = {field.name for field in Side._meta.concrete_fields}
    own = {"id", "link", "organisation", "promise", "agreed_at", "agreed_by", "withdrew_at", "untold"}
    assert columns - own == {"far_due_at", "far_state"}
    firm, seeker = Side.objects.order_by("id")
    assert (firm.organisation_id, firm.promise_id) == (agreed.firm.organisation_id, agreed.ours.pk)
    assert (seeker.organisation_id, seeker.promise_id) == (agreed.seeker.organisation_id, agreed.theirs.pk)


@pytest.mark.parametrize("who", ["firm", "seeker"])
def test_either_takes_it_back_and_what_had_crossed_is_gone(agreed: Two, heard: Heard, who: str) -> None:
    mine, far = (agreed.ours, agreed.theirs) if who == "firm" else (agreed.theirs, agreed.ours)
    Keeper().round()
    heard.clear()
    other = agreed.seeker if who == "firm" else agreed.firm
    with pytest.raises(NotFoundError):
        services.withdraw_link(other, mine.pk)
    services.withdraw_link(getattr(agreed, who), mine.pk)
    Keeper().round()
    assert heard == [(far.pk, Far(None, "", ended=True))]
    assert services.linked([mine.pk, far.pk]) == {}
    assert not Side.objects.exclude(far_due_at=None, far_state="").exists()
    services.reschedule(getattr(agreed, who), mine.pk, 1, clock.now() + timedelta(days=9))
    Keeper().round()
    assert len(heard) == 1


def test_a_code_is_good_once_for_somebody_else_and_while_it_is_promised(two: Two, heard: Heard, promise: Make) -> None:
    code, own = services.offer_link(two.firm, two.ours.pk), promise(clock.now() + timedelta(days=1), automatic=False)
    for actor, promise_id, typed in (
        (two.firm, own.pk, code),
        (two.seeker, two.theirs.pk, code[:-1]),
        (two.seeker, two.theirs.pk, ""),
        (two.seeker, two.ours.pk, code),
    ):
        with pytest.raises(NotFoundError):
            services.accept_link(actor, promise_id, typed)
    services.accept_link(two.seeker, two.theirs.pk, code)
    with pytest.raises(NotFoundError):
        services.offered(code)
    with pytest.raises(ConflictError):
        services.offer_link(two.firm, two.ours.pk)
    services.withdraw_link(two.firm, two.ours.pk)
    code = services.offer_link(two.firm, two.ours.pk)
    services.cancel(two.firm, two.ours.pk, "the post is gone")
    with pytest.raises(NotFoundError):
        services.accept_link(two.seeker, two.theirs.pk, code)


def test_a_promise_made_anew_takes_its_link_along(agreed: Two, heard: Heard, promise: Make) -> None:
    new = promise(clock.now() + timedelta(days=2), automatic=False)
    services.cancel(agreed.firm, agreed.ours.pk, "another way")
    services.carry_link(agreed.ours.pk, new)
    Keeper().round()
    assert far_of(agreed.theirs) == Far(new.due_at, "pending", ended=False)


def test_what_a_door_makes_of_it_stalls_nobody(
    agreed: Two, heard: Heard, monkeypatch: pytest.MonkeyPatch, handler: Scripted
) -> None:
    def broken(promise: Promise, far: Far) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setitem(linking._hears, KIND, broken)
    Keeper().round()
    agreed.ours.refresh_from_db()
    assert "no such thing" in agreed.ours.evidence["door_error"]
    assert not Side.objects.filter(untold=True).exists()


def test_what_was_offered_in_vain_or_ended_long_ago_goes(agreed: Two, promise: Make) -> None:
    services.offer_link(agreed.firm, promise(clock.now() + timedelta(days=99), automatic=False).pk)
    assert sweep_links() == 0
    Link.objects.filter(agreed_at=None).update(offered_until_at=clock.now() - timedelta(days=1))
    Link.objects.exclude(agreed_at=None).update(ended_at=clock.now() - timedelta(days=91))
    assert (sweep_links() > 0, Link.objects.exists(), Promise.objects.count()) == (True, False, 3)
