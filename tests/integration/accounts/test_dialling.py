"""The switch that stops all dialling."""

import pytest
from pytest_django import DjangoAssertNumQueries

from ringback.base.accounts import services
from ringback.base.accounts.models import AuditEntry
from ringback.base.database import doorbell
from ringback.base.kit.errors import NotAllowedError
from tests.integration.accounts import scene
from tests.waiting import until

pytestmark = pytest.mark.django_db


def test_one_switch_stops_one_organisation(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    here, owner = scene.organisation("Here")
    there, _other = scene.organisation("There")
    services.stop_dialling(owner)
    with django_assert_num_queries(1):
        assert "Owner" in (services.dialling_stopped(here.pk) or "")
    with django_assert_num_queries(1):
        assert services.dialling_stopped(there.pk) is None
    services.resume_dialling(owner)
    assert services.dialling_stopped(here.pk) is None


def test_pressing_twice_is_pressing_once() -> None:
    _here, owner = scene.organisation()
    for _ in range(2):
        services.stop_dialling(owner)
    for _ in range(2):
        services.resume_dialling(owner)
    actions = AuditEntry.objects.filter(action__startswith="dialling.").values_list("action", flat=True)
    assert sorted(actions) == ["dialling.resumed", "dialling.stopped"]


@pytest.mark.parametrize("role", ["agent", "viewer"])
def test_agents_and_viewers_have_no_switch(role: str) -> None:
    here, _owner = scene.organisation()
    actor = scene.member(here, role)
    with pytest.raises(NotAllowedError):
        services.stop_dialling(actor)
    with pytest.raises(NotAllowedError):
        services.resume_dialling(actor)


def test_a_lead_of_one_group_cannot_stop_the_whole_organisation() -> None:
    here, _owner = scene.organisation()
    with pytest.raises(NotAllowedError):
        services.stop_dialling(scene.member(here, "lead", "group", 3))


def test_the_operators_switch_stops_everybody_and_leaves_their_own_as_it_was() -> None:
    here, owner = scene.organisation("Here")
    there, _other = scene.organisation("There")
    operator = scene.user("Operator", is_superuser=True)
    services.stop_dialling(owner)
    services.stop_installation(operator)
    assert "installation" in (services.dialling_stopped(there.pk) or "")
    services.resume_installation(operator)
    assert services.dialling_stopped(there.pk) is None
    assert services.dialling_stopped(here.pk) is not None


def test_only_the_operator_has_that_switch() -> None:
    scene.organisation()
    with pytest.raises(NotAllowedError):
        services.stop_installation(scene.user())


def test_an_organisation_that_is_gone_dials_nothing() -> None:
    assert services.dialling_stopped(10**9) is not None


@pytest.mark.django_db(transaction=True)
def test_the_switch_rings_for_who_shows_it_and_who_waits_for_it() -> None:
    here, owner = scene.organisation()
    bell, heard = doorbell.listen(["desk", "promises"]), []

    def both_heard() -> bool:
        heard.extend(bell.wait(0.1))
        return {ring.topic for ring in heard} == {"desk", "promises"}

    try:
        bell.wait(0)  # on PostgreSQL a bell hears from its first wait on
        services.stop_dialling(owner)
        until(both_heard)
    finally:
        bell.close()
    assert {"organisation": here.pk, "what": "dialling"} in [ring.detail for ring in heard]
