"""What grants permit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.base.accounts import rules
from ringback.base.accounts.rules import GrantValue, fits, is_owner, may, may_hand_out, reach

ROLES = sorted(rules.PERMISSIONS)
PERMISSIONS = sorted(set().union(*rules.PERMISSIONS.values()))

grants = st.builds(
    GrantValue,
    role=st.sampled_from(ROLES),
    scope=st.sampled_from([rules.ORGANISATION, *rules.PARTS]),
    scope_id=st.integers(0, 3),
)
scopes = st.lists(st.tuples(st.sampled_from(rules.PARTS), st.integers(0, 3)), max_size=3)

TABLE = {
    "calls.see": "owner admin lead agent viewer recruiter",
    "calls.act": "owner admin lead agent recruiter",
    "recordings.hear": "owner admin lead",
    "calls.review": "owner admin lead",
    "numbers.see": "owner admin lead agent recruiter",
    "setup.edit": "owner admin",
    "team.edit": "owner admin",
    "audit.see": "owner admin",
    "dialling.stop": "owner admin lead",
    "hiring.see": "owner admin recruiter approver interviewer",
    "hiring.act": "owner admin recruiter",
    "hiring.edit": "owner admin recruiter",
    "hiring.decide": "owner admin approver",
    "hiring.interview": "owner admin recruiter interviewer",
    "allocation.see": "owner admin regional_reviewer head_office",
    "allocation.edit": "owner admin",
    "allocation.review": "owner admin regional_reviewer",
    "allocation.choose": "owner admin head_office",
    "allocation.publish": "owner admin head_office",
    "presence.set": "owner admin lead agent recruiter",
    "search.own": "seeker",
    "line.own": "seeker",
    "promises.own": "owner admin lead agent recruiter approver interviewer regional_reviewer head_office seeker",
    "presence.set_all": "owner admin lead",
    "people.see": "owner admin lead recruiter",
    "people.edit": "owner admin lead",
    "people.export": "owner admin",
    "people.erase": "owner admin",
    "messages.see": "owner admin lead",
    "messages.act": "owner admin lead",
    "offers.send": "owner admin lead",
}


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_each_permission_belongs_to_exactly_its_roles(permission: str) -> None:
    holders = [role for role in ROLES if may([GrantValue(role)], permission)]
    assert holders == sorted(TABLE[permission].split())


def test_a_grant_over_a_group_does_not_reach_the_organisation() -> None:
    lead = [GrantValue("lead", "group", 7)]
    assert not may(lead, "recordings.hear")
    assert may(lead, "recordings.hear", ("group", 7))
    assert may(lead, "recordings.hear", ("site", 1), ("group", 7))
    assert not may(lead, "recordings.hear", ("group", 8))
    assert not may(lead, "recordings.hear", ("site", 7))


def test_own_presence_may_be_set_wherever_the_grant_reaches() -> None:
    assert may([GrantValue("agent", "group", 7)], "presence.set")
    assert not may([GrantValue("viewer")], "presence.set")


def test_a_permission_that_nobody_has_is_a_slip_of_the_pen() -> None:
    with pytest.raises(ValueError, match=r"calls\.sea"):
        may([GrantValue("owner")], "calls.sea")
    with pytest.raises(ValueError, match=r"calls\.sea"):
        reach([GrantValue("owner")], "calls.sea")


def test_nobody_without_grants_may_anything() -> None:
    assert not any(may([], permission, ("group", 1)) for permission in PERMISSIONS)


@given(st.lists(grants, max_size=4), grants, st.sampled_from(PERMISSIONS), scopes)
def test_another_grant_never_takes_a_permission_away(
    held: list[GrantValue], more: GrantValue, permission: str, within: list[tuple[str, int]]
) -> None:
    if may(held, permission, *within):
        assert may([*held, more], permission, *within)


@given(st.lists(grants, max_size=4), st.sampled_from(PERMISSIONS), st.integers(0, 3))
def test_reach_says_the_same_as_may(held: list[GrantValue], permission: str, number: int) -> None:
    where = reach(held, permission)
    if permission in rules.PERSONAL:
        assert may(held, permission) == bool(where)
        return
    assert may(held, permission) == where.everywhere
    for scope in rules.PARTS:
        assert may(held, permission, (scope, number)) == (where.everywhere or number in where.ids(scope))


def test_only_owners_hand_out_ownership() -> None:
    assert may_hand_out([GrantValue("owner")], "owner")
    assert not may_hand_out([GrantValue("admin")], "owner")
    assert may_hand_out([GrantValue("admin")], "admin")
    assert not may_hand_out([GrantValue("lead")], "viewer")
    assert not is_owner([GrantValue("owner", "site", 1)])


@pytest.mark.parametrize(
    ("grant", "fine"),
    [
        (GrantValue("owner"), True),
        (GrantValue("owner", "site", 1), False),
        (GrantValue("admin", "group", 1), False),
        (GrantValue("lead", "group", 1), True),
        (GrantValue("viewer", "site", 0), False),
        (GrantValue("lead", "organisation", 3), False),
        (GrantValue("king"), False),
        (GrantValue("agent", "planet", 1), False),
    ],
)
def test_role_and_scope_must_fit(grant: GrantValue, fine: bool) -> None:
    assert fits(grant) is fine
