"""What a grant permits: pure decisions over plain values."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

ORGANISATION = "organisation"
PARTS = ("site", "group", "opening", "campaign", "region")
INVITATION_LASTS = timedelta(days=7)
TOKEN_SEEN_EVERY = timedelta(minutes=1)

_OWN = frozenset({"promises.own"})
_CALLS = frozenset({"calls.see", "calls.act"}) | _OWN
_ALL = _CALLS | {
    "messages.see",
    "messages.act",
    "offers.send",
    "recordings.hear",
    "calls.review",
    "numbers.see",
    "setup.edit",
    "team.edit",
    "audit.see",
    "dialling.stop",
    "presence.set",
    "presence.set_all",
    "people.see",
    "people.edit",
    "people.export",
    "people.erase",
    "hiring.see",
    "hiring.act",
    "hiring.edit",
    "hiring.decide",
    "hiring.interview",
    "allocation.see",
    "allocation.edit",
    "allocation.review",
    "allocation.choose",
    "allocation.publish",
}

PERMISSIONS: dict[str, frozenset[str]] = {
    "owner": _ALL,
    "admin": _ALL,
    "lead": _CALLS
    | {"recordings.hear", "calls.review", "numbers.see", "presence.set", "presence.set_all", "dialling.stop"}
    | {"people.see", "people.edit", "messages.see", "messages.act", "offers.send"},
    "agent": _CALLS | {"numbers.see", "presence.set"},
    "viewer": frozenset({"calls.see"}),
    "recruiter": _CALLS
    | {"numbers.see", "presence.set", "people.see"}
    | {"hiring.see", "hiring.act", "hiring.edit", "hiring.interview"},
    "approver": frozenset({"hiring.see", "hiring.decide"}) | _OWN,
    "interviewer": frozenset({"hiring.see", "hiring.interview"}) | _OWN,
    "regional_reviewer": frozenset({"allocation.see", "allocation.review"}) | _OWN,
    "head_office": frozenset({"allocation.see", "allocation.choose", "allocation.publish"}) | _OWN,
    "seeker": frozenset({"search.own", "line.own"}) | _OWN,
}
_KNOWN = _ALL | {"search.own", "line.own"}  # one's own workspace, and calls by an account of one's own: no owner's

# Roles that nobody is given: they come with what one opened for oneself.
OWN_ALONE = frozenset({"seeker"})

# Roles that rule over others, or over everything, make no sense for one site or group.
WHOLE_ORGANISATION_ONLY = frozenset({"owner", "admin"})

# What concerns nobody but the member themselves holds wherever their grant reaches.
PERSONAL = frozenset({"presence.set", "promises.own"})


@dataclass(frozen=True, slots=True)
class GrantValue:
    """A role and how far it reaches: `scope` "organisation" (then `scope_id` is 0), or one of `PARTS`."""

    role: str
    scope: str = ORGANISATION
    scope_id: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a permission holds: `everywhere` in the organisation, or in these parts of it, as (scope, id)."""

    everywhere: bool
    parts: frozenset[tuple[str, int]] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.parts)

    def ids(self, scope: str) -> frozenset[int]:
        """The ids of the sites, hunt groups, openings … (one of `PARTS`) that it names."""
        return frozenset(number for kind, number in self.parts if kind == scope)


def may(grants: Iterable[GrantValue], permission: str, *scopes: tuple[str, int]) -> bool:
    """Whether one of `grants` gives `permission` over a thing that lies in `scopes`.

    A grant over the organisation always reaches; one over a part of it, as a site, only where its (scope, id), as
    ("site", id), is among `scopes`. So without scopes the whole organisation is asked for, except
    for what is personal. Raises ValueError for a permission that nobody has: it must be a slip of the pen.
    """
    if permission not in _KNOWN:
        raise ValueError(f"There is no permission {permission!r}.")
    giving = [grant for grant in grants if permission in PERMISSIONS.get(grant.role, frozenset())]
    if permission in PERSONAL:
        return bool(giving)
    return any(grant.scope == ORGANISATION or (grant.scope, grant.scope_id) in scopes for grant in giving)


def reach(grants: Iterable[GrantValue], permission: str) -> Reach:
    """Where `permission` holds, for lists that show only what lies within; false when it holds nowhere."""
    if permission not in _KNOWN:
        raise ValueError(f"There is no permission {permission!r}.")
    giving = [grant for grant in grants if permission in PERMISSIONS.get(grant.role, frozenset())]
    return Reach(
        everywhere=any(grant.scope == ORGANISATION for grant in giving),
        parts=frozenset((grant.scope, grant.scope_id) for grant in giving if grant.scope != ORGANISATION),
    )


def is_owner(grants: Iterable[GrantValue]) -> bool:
    """Whether `grants` make an owner of the organisation."""
    return any(grant.role == "owner" and grant.scope == ORGANISATION for grant in grants)


def may_hand_out(own: Iterable[GrantValue], role: str) -> bool:
    """Whether somebody with `own` grants may give or take `role`: only an owner makes an owner, and nobody a seeker."""
    own = tuple(own)
    return may(own, "team.edit") and role not in OWN_ALONE and (role != "owner" or is_owner(own))


def fits(grant: GrantValue) -> bool:
    """Whether role and scope go together: known role, owners and admins of the whole organisation only."""
    if grant.role not in PERMISSIONS:
        return False
    if grant.scope == ORGANISATION:
        return grant.scope_id == 0
    return grant.scope in PARTS and grant.scope_id > 0 and grant.role not in WHOLE_ORGANISATION_ONLY
