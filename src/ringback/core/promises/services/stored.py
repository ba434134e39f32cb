"""Policies that organisations made their own: which kinds have one, what it is, changing it."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names, require, scope_choices
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.promises import words as wording
from ringback.core.promises.models import StoredPolicy
from ringback.core.promises.rules import Policy, Target, To, check_policy


@dataclass(frozen=True, slots=True)
class Governed:
    """A kind of promise whose policy people may change. `default` is the one it ships with."""

    door: str
    kind: str
    label: str | Text
    default: Policy


@dataclass(frozen=True, slots=True)
class GovernedRow:
    """One kind with the policy in force: the organisation's own, or the one it ships with."""

    governed: Governed
    policy: Policy
    own: bool
    sentences: list[str]


_governed: dict[str, Governed] = {}


def governs(governed: Governed) -> None:
    """Let the policy of a kind be changed on the desk; registered once at start by the slice that makes such."""
    _governed[governed.kind] = governed


def policy_for(organisation_id: int, door: str, kind: str, default: Policy) -> Policy:
    """The organisation's policy for this kind of promise, else its own for the door, else `default`. One query."""
    rows = StoredPolicy.objects.filter(Q(kind=kind) | Q(kind=None), organisation_id=organisation_id, door=door)
    stored = dict(rows.values_list("kind", "policy"))
    found = stored.get(kind, stored.get(None))
    return default if found is None else Policy.from_json(found)


def policies(actor: Actor) -> list[GovernedRow]:
    """Every kind with the policy in force, in words."""
    require(actor, "setup.edit")
    names = names_of(actor.organisation_id)
    return [_row(actor, governed, names) for governed in sorted(_governed.values(), key=lambda one: str(one.label))]


def policy(actor: Actor, kind: str) -> GovernedRow:
    """One of them. Raises NotFoundError."""
    require(actor, "setup.edit")
    governed = _governed.get(kind)
    if governed is None:
        raise NotFoundError(_("There is no such kind of promise."))
    return _row(actor, governed, names_of(actor.organisation_id))


def save_policy(actor: Actor, kind: str, changed: Policy) -> None:
    """Make `changed` the organisation's policy for promises of this kind that are made from now on.

    Raises FieldError naming the field and its mend.
    """
    governed = policy(actor, kind).governed
    check_policy(changed)
    _check_targets(changed, names_of(actor.organisation_id))
    with transaction.atomic():
        StoredPolicy.objects.update_or_create(
            organisation_id=actor.organisation_id,
            door=governed.door,
            kind=kind,
            defaults={"policy": changed.to_json(), "changed_at": clock.now(), "changed_by_id": actor.member_id},
        )
        audit(actor, "policy changed", kind)


def reset_policy(actor: Actor, kind: str) -> None:
    """Go back to the policy that the kind ships with."""
    governed = policy(actor, kind).governed
    with transaction.atomic():
        own = StoredPolicy.objects.filter(organisation_id=actor.organisation_id, door=governed.door, kind=kind)
        if own.delete()[0]:
            audit(actor, "policy reset", kind)


def save_door_policy(actor: Actor, door: str, changed: Policy) -> None:
    """Make `changed` the organisation's policy for all kinds of the door that have none of their own."""
    require(actor, "setup.edit")
    check_policy(changed)
    _check_targets(changed, names_of(actor.organisation_id))
    with transaction.atomic():
        StoredPolicy.objects.update_or_create(
            organisation_id=actor.organisation_id,
            door=door,
            kind=None,
            defaults={"policy": changed.to_json(), "changed_at": clock.now(), "changed_by_id": actor.member_id},
        )
        audit(actor, "policy changed", door)


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


def _row(actor: Actor, governed: Governed, names: dict[Target, str]) -> GovernedRow:
    own = StoredPolicy.objects.filter(
        organisation_id=actor.organisation_id, door=governed.door, kind=governed.kind
    ).exists()
    found = policy_for(actor.organisation_id, governed.door, governed.kind, governed.default)
    return GovernedRow(governed, found, own, wording.sentences(found, names))


def _check_targets(changed: Policy, known: Collection[Target]) -> None:
    for number, step in enumerate(changed.steps, 1):
        if step.target.to in (To.MEMBER, To.GROUP) and step.target not in known:
            raise FieldError(
                f"steps.{number}", _("There is no such member or hunt group."), _("Choose one from the list.")
            )
