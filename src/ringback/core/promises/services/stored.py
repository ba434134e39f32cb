"""Policies that organisations made their own: of one kind of promise, or of all that a door makes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require, scope_choices
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.promises import words as wording
from ringback.core.promises.checking import check_policy
from ringback.core.promises.models import StoredPolicy
from ringback.core.promises.rules import Policy, Target, To

_Stored = Mapping[tuple[str, str | None], Policy]


@dataclass(frozen=True, slots=True)
class Governed:
    """A kind of promise whose policy people may change. `default` is the one it ships with.

    Without a `kind` it is a door: its policy holds for all of its kinds that have none of their own, and ships empty.
    """

    door: str
    kind: str | None
    label: str | Text
    default: Policy = field(default_factory=Policy)

    @property
    def name(self) -> str:
        """What it is called on record."""
        return self.kind or self.door


@dataclass(frozen=True, slots=True)
class GovernedRow:
    """One kind or door with the policy in force: `own`, or `of_door` the door's, or the one it ships with."""

    governed: Governed
    policy: Policy
    own: bool
    sentences: list[str]
    of_door: bool = False


_governed: dict[str, Governed] = {}
_doors: dict[str, Governed] = {}


def governs(governed: Governed) -> None:
    """Let the policy of a kind, or of a door, be changed on the desk; registered once at start by who makes such."""
    if governed.kind is None:
        _doors[governed.door] = governed
    else:
        _governed[governed.kind] = governed


def policy_for(organisation_id: int, door: str, kind: str, default: Policy) -> Policy:
    """The organisation's policy for this kind of promise, else its own for the door, else `default`. One query."""
    rows = StoredPolicy.objects.filter(Q(kind=kind) | Q(kind=None), organisation_id=organisation_id, door=door)
    stored = dict(rows.values_list("kind", "policy"))
    found = stored.get(kind, stored.get(None))
    return default if found is None else Policy.from_json(found)


def policies(actor: Actor) -> list[GovernedRow]:
    """Every door, each followed by its kinds, with the policy in force, in words."""
    require(actor, "setup.edit")
    stored, names = _stored(actor), names_of(actor.organisation_id)
    every = sorted([*_doors.values(), *_governed.values()], key=lambda one: (one.door, one.kind or ""))
    return [_row(governed, stored, names) for governed in every]


def policy(actor: Actor, kind: str) -> GovernedRow:
    """That of a kind. Raises NotFoundError."""
    return _one(actor, _governed.get(kind))


def door_policy(actor: Actor, door: str) -> GovernedRow:
    """That of a door. Raises NotFoundError."""
    return _one(actor, _doors.get(door))


def save_policy(actor: Actor, kind: str, changed: Policy) -> None:
    """Make `changed` the organisation's policy for promises of this kind that are made from now on.

    Raises FieldError naming the field and its mend.
    """
    _save(actor, policy(actor, kind).governed, changed)


def save_door_policy(actor: Actor, door: str, changed: Policy) -> None:
    """As `save_policy`, for all kinds of the door that have none of their own."""
    _save(actor, door_policy(actor, door).governed, changed)


def reset_policy(actor: Actor, kind: str) -> None:
    """Go back to the policy of its door, or that the kind ships with."""
    _reset(actor, policy(actor, kind).governed)


def reset_door_policy(actor: Actor, door: str) -> None:
    """Let the door's kinds go by the policies they ship with again, but for those that have one of their own."""
    _reset(actor, door_policy(actor, door).governed)


def words(organisation_id: int, said: Policy) -> list[str]:
    """The policy in words, a sentence each, with the names of the organisation's members and hunt groups."""
    return wording.sentences(said, names_of(organisation_id))


def names_of(organisation_id: int) -> dict[Target, str]:
    """Whom promises can be handed to, by name: members first, then hunt groups."""
    members = {Target(To.MEMBER, member_id): name for member_id, name in member_names(organisation_id).items()}
    groups = {
        Target(To.GROUP, number): name for scope, number, name in scope_choices(organisation_id) if scope == "group"
    }
    return members | groups


def _one(actor: Actor, governed: Governed | None) -> GovernedRow:
    require(actor, "setup.edit")
    if governed is None:
        raise NotFoundError(_("There is no such kind of promise."))
    return _row(governed, _stored(actor), names_of(actor.organisation_id))


def _stored(actor: Actor) -> _Stored:
    rows = StoredPolicy.objects.filter(organisation_id=actor.organisation_id)
    return {(door, kind): Policy.from_json(said) for door, kind, said in rows.values_list("door", "kind", "policy")}


def _row(governed: Governed, stored: _Stored, names: dict[Target, str]) -> GovernedRow:
    own, of_door = stored.get((governed.door, governed.kind)), stored.get((governed.door, None))
    found = own or of_door or governed.default
    return GovernedRow(governed, found, own is not None, wording.sentences(found, names), of_door is not None)


def _save(actor: Actor, governed: Governed, changed: Policy) -> None:
    check_policy(changed)
    _check_targets(changed, names_of(actor.organisation_id))
    with transaction.atomic():
        StoredPolicy.objects.update_or_create(
            organisation_id=actor.organisation_id,
            door=governed.door,
            kind=governed.kind,
            defaults={"policy": changed.to_json(), "changed_at": clock.now(), "changed_by_id": actor.member_id},
        )
        audit(actor, "policy changed", governed.name)


def _reset(actor: Actor, governed: Governed) -> None:
    with transaction.atomic():
        own = StoredPolicy.objects.filter(organisation_id=actor.organisation_id, door=governed.door, kind=governed.kind)
        if own.delete()[0]:
            audit(actor, "policy reset", governed.name)


def _check_targets(changed: Policy, known: Collection[Target]) -> None:
    for number, step in enumerate(changed.steps, 1):
        if step.target.to in (To.MEMBER, To.GROUP) and step.target not in known:
            raise FieldError(
                f"steps.{number}", _("There is no such member or hunt group."), _("Choose one from the list.")
            )
