"""To whom many promises can be handed: a member, a hunt group's members in turn, or a hunt group as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises.rules import To
from ringback.core.promises.services.acting import locked
from ringback.core.promises.services.bulk import Bulk, hand_over_in_turn, hand_over_to_group, in_turn
from ringback.core.promises.services.stored import names_of


class Manner(StrEnum):
    """How promises are handed over."""

    MEMBER = "member"
    IN_TURN = "group"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Taker:
    """Who gets them: a member's id, or a hunt group's."""

    manner: Manner
    id: int

    @classmethod
    def read(cls, value: str) -> "Taker":
        """From a choice of `taker_choices`. Raises NotFoundError for anything else."""
        manner, _colon, row_id = value.partition(":")
        if manner not in Manner.__members__.values() or not row_id.isdecimal():
            raise NotFoundError(_("There is no such member or hunt group."))
        return cls(Manner(manner), int(row_id[:18]))


def taker_choices(organisation_id: int, besides: int | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everybody who can take promises, for a form: parts with a label, of (value, name). Not the member `besides`."""
    names = names_of(organisation_id)
    members = [(f"member:{one.id}", name) for one, name in names.items() if one.to is To.MEMBER and one.id != besides]
    groups = [(one.id, name) for one, name in names.items() if one.to is To.GROUP]
    parts = (
        (_("One member"), members),
        (_("In turn to everybody of a hunt group"), [(f"group:{number}", name) for number, name in groups]),
        (_("A hunt group as a whole"), [(f"whole:{number}", name) for number, name in groups]),
    )
    return [(label, rows) for label, rows in parts if rows]


def hand_over_to(
    actor: Actor,
    promise_ids: Iterable[int],
    taker: Taker,
    why: str,
    *,
    besides: int | None = None,
    generations: Mapping[int, int] | None = None,
) -> Bulk:
    """Hand these promises to `taker`; in turn to all of a group but `besides`.

    Raises NotFoundError, ConflictError where nobody else is in the group.
    """
    if taker.manner is Manner.WHOLE:
        return hand_over_to_group(actor, promise_ids, taker.id, why, generations=generations)
    takers = [taker.id]
    if taker.manner is Manner.IN_TURN:
        takers = in_turn(actor, taker.id, besides=besides)
        if not takers:
            raise ConflictError(_("Nobody else of this hunt group is a member. Choose somebody."))
    return hand_over_in_turn(actor, promise_ids, takers, why, generations=generations)


def hand_over_one(actor: Actor, promise_id: int, taker: Taker, why: str) -> None:
    """As `hand_over_to`. Raises NotFoundError, NotAllowedError, or ConflictError when it is closed."""
    with transaction.atomic():
        locked(actor, promise_id)
        hand_over_to(actor, [promise_id], taker, why)
