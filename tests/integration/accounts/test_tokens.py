"""API tokens: made once, kept hashed, ended at once."""

import pytest
from pytest_django import DjangoAssertNumQueries

from ringback.base.accounts import services
from ringback.base.accounts.models import ApiToken, User
from ringback.base.accounts.rules import GrantValue
from ringback.base.kit.clock import SettableClock
from ringback.base.kit.errors import FieldError, NotAllowedError, NotFoundError
from tests.integration.accounts import scene

pytestmark = pytest.mark.django_db


def test_a_token_acts_as_its_member() -> None:
    opened, _owner = scene.organisation()
    lead = scene.member(opened, "lead", "group", 4)
    token, text = services.make_token(lead, "script")
    acting = services.actor_for_token(text)
    assert acting is not None
    assert (acting.organisation_id, acting.member_id) == (opened.pk, lead.member_id)
    assert acting.grants == (GrantValue("lead", "group", 4),)
    assert acting.via == token.prefix


def test_the_table_does_not_hold_the_text() -> None:
    _opened, owner = scene.organisation()
    token, text = services.make_token(owner, "script")
    row = ApiToken.objects.values().get(pk=token.pk)
    secret = text.removeprefix(token.prefix)
    assert len(secret) > 30
    assert not any(secret in str(value) for value in row.values())


def test_grants_taken_from_the_member_are_taken_from_the_token() -> None:
    opened, owner = scene.organisation()
    admin = scene.member(opened, "admin")
    _token, text = services.make_token(admin, "script")
    services.change_grants(owner, admin.member_id or 0, [GrantValue("viewer")])
    acting = services.actor_for_token(text)
    assert acting is not None
    assert not acting.may("team.edit")


def test_what_no_longer_lives_opens_nothing(moment: SettableClock) -> None:
    opened, owner = scene.organisation()
    lead = scene.member(opened, "lead")
    ended, ended_text = services.make_token(owner, "ended")
    services.revoke_token(owner, ended.pk)
    _short, short_text = services.make_token(owner, "short", life_days=1)
    _gone, gone_text = services.make_token(lead, "gone")
    User.objects.filter(pk=scene.user_of(lead).pk).update(is_active=False)
    assert services.actor_for_token(short_text) is not None
    moment.advance(24 * 3600)
    for text in (ended_text, short_text, gone_text, ended_text[:-1], "", "rb_", "\ud800"):
        assert services.actor_for_token(text) is None


def test_every_dead_token_costs_the_same_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _opened, owner = scene.organisation()
    ended, ended_text = services.make_token(owner, "ended")
    services.revoke_token(owner, ended.pk)
    for text in (ended_text, "rb_00000000_nothing", "x"):
        with django_assert_num_queries(1):
            services.actor_for_token(text)


def test_use_is_noted_at_most_once_a_minute(
    moment: SettableClock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _opened, owner = scene.organisation()
    token, text = services.make_token(owner, "script")
    first = moment.now()
    services.actor_for_token(text)
    moment.advance(59)
    with django_assert_num_queries(2):
        services.actor_for_token(text)
    token.refresh_from_db()
    assert token.last_used_at == first
    moment.advance(1)
    services.actor_for_token(text)
    token.refresh_from_db()
    assert token.last_used_at == moment.now()


def test_a_token_makes_no_tokens() -> None:
    _opened, owner = scene.organisation()
    _token, text = services.make_token(owner, "script")
    acting = services.actor_for_token(text)
    assert acting is not None
    with pytest.raises(NotAllowedError):
        services.make_token(acting, "another")


@pytest.mark.parametrize(("name", "days", "field"), [("", None, "name"), ("x", 0, "life_days"), ("x" * 81, 1, "name")])
def test_a_token_names_the_field_that_cannot_be(name: str, days: int | None, field: str) -> None:
    _opened, owner = scene.organisation()
    with pytest.raises(FieldError) as raised:
        services.make_token(owner, name, days)
    assert raised.value.field == field


def test_one_ends_ones_own_tokens_and_those_who_run_the_team_end_all() -> None:
    opened, owner = scene.organisation()
    agent, other = scene.member(opened, "agent"), scene.member(opened, "agent")
    token, text = services.make_token(agent, "script")
    with pytest.raises(NotFoundError):
        services.revoke_token(other, token.pk)
    assert services.actor_for_token(text) is not None
    services.revoke_token(owner, token.pk)
    services.revoke_token(agent, token.pk)
    assert services.actor_for_token(text) is None
