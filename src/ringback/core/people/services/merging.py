"""Two rows of one person made one, and apart again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.database import doorbell
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.core.people import holders
from ringback.core.people.models import Merge, Person
from ringback.core.people.rules import folded
from ringback.core.people.services import subjects

AT_ONCE = 500
_TAKEN_OVER = ("name", "zone", "language")


def merge(actor: Actor, keep_id: int, other_id: int) -> Merge:
    """Make one person of two: what hangs on `other_id` moves to `keep_id`, in every slice, and can be moved back.

    The kept person's own name, zone and language win; what is empty is taken over. A row that cannot move (both
    have the same, where one may only have it once) stays with the other, which is read together with the kept one.
    Raises NotFoundError, FieldError for one and the same person, ConflictError for one that is merged already.
    """
    require(actor, "people.edit")
    if keep_id == other_id:
        raise FieldError("other", _("This is one and the same person."), _("Choose another one."))
    with transaction.atomic():
        keep, other = _both(actor, keep_id, other_id)
        if keep.merged_into_id is not None or other.merged_into_id is not None:
            raise ConflictError(_("One of the two has been merged already: look again."))
        moved = {
            f"{label}.{column}": ids
            for holder in holders.holders()
            for label, column in holders.columns(holder)
            if (ids := _move(apps.get_model(label), column, other.pk, keep.pk))
        }
        filled = _fill(keep, other)
        Person.objects.filter(id=other.pk).update(merged_into=keep)
        for holder in holders.holders():
            if holder.merge is not None:
                holder.merge(keep.pk, other.pk)
        row = Merge.objects.create(
            organisation_id=actor.organisation_id,
            kept=keep,
            other=other,
            moved=moved,
            filled=filled,
            by_id=actor.member_id,
        )
        audit(actor, "person.merged", f"person {keep.pk}", other=other.pk, rows=sum(map(len, moved.values())))
        doorbell.ring("desk", organisation=actor.organisation_id, what="people")
    return row


def undo_merge(actor: Actor, merge_id: int) -> Merge:
    """Make two of one again: exactly what the merge moved goes back; what has come since stays with the kept person.

    Raises NotFoundError; ConflictError when it is undone already, or a later merge has to be undone first.
    """
    require(actor, "people.edit")
    with transaction.atomic():
        row = Merge.objects.select_for_update(of=("self",)).filter(id=merge_id).first()
        if row is None or row.organisation_id != actor.organisation_id:
            raise NotFoundError(_("There is no such merge."))
        keep, other = _both(actor, row.kept_id, row.other_id)
        if row.undone_at is not None or other.merged_into_id != keep.pk:
            raise ConflictError(_("This merge has been undone already."))
        if keep.merged_into_id is not None:
            raise ConflictError(_("They were merged with somebody else since: undo that first."))
        for name, ids in row.moved.items():
            label, _dot, column = name.rpartition(".")
            _move(apps.get_model(label), column, keep.pk, other.pk, ids)
        _empty(keep, other, row.filled)
        Person.objects.filter(id=other.pk).update(merged_into=None)
        for holder in holders.holders():
            if holder.undo is not None:
                holder.undo(keep.pk, other.pk)
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        audit(actor, "person.merge_undone", f"person {keep.pk}", other=other.pk)
        doorbell.ring("desk", organisation=actor.organisation_id, what="people")
    return row


def _both(actor: Actor, keep_id: int, other_id: int) -> tuple[Person, Person]:
    rows = subjects.locked(actor.organisation_id, [keep_id, other_id])
    if len(rows) != 2:
        raise NotFoundError(_("There is no such person."))
    return rows[keep_id], rows[other_id]


def _move(
    model: type[models.Model], column: str, source_id: int, target_id: int, only: Sequence[int] | None = None
) -> list[int]:
    """Let the rows that link to `source_id` link to `target_id`; the ids of those that could."""
    rows = model._default_manager.filter(**{column: source_id})
    wanted = list(rows.order_by("pk").values_list("pk", flat=True)) if only is None else list(only)
    return [row_id for ids in _pieces(wanted) for row_id in _move_piece(rows, {column: target_id}, ids)]


def _move_piece(rows: "models.QuerySet[Any]", change: dict[str, int], ids: list[int]) -> list[int]:
    """All at once; where a unique constraint forbids that, one by one, leaving those in the way."""
    try:
        with transaction.atomic():
            rows.filter(pk__in=ids).update(**change)
            return ids
    except IntegrityError:
        return [row_id for row_id in ids if _moves(rows, change, row_id)]


def _moves(rows: "models.QuerySet[Any]", change: dict[str, int], row_id: int) -> bool:
    try:
        with transaction.atomic():
            return rows.filter(pk=row_id).update(**change) == 1
    except IntegrityError:
        return False


def _pieces(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE))


def _fill(keep: Person, other: Person) -> list[str]:
    """Take over what the kept person lacks; the names of those fields."""
    filled = [name for name in _TAKEN_OVER if not getattr(keep, name) and getattr(other, name)]
    for name in filled:
        setattr(keep, name, getattr(other, name))
    if "zone" in filled:
        keep.zone_source = other.zone_source
    _save(keep)
    return filled


def _empty(keep: Person, other: Person, filled: list[str]) -> None:
    """Give back what was taken over, unless somebody has changed it since."""
    for name in filled:
        if getattr(keep, name) == getattr(other, name):
            setattr(keep, name, "")
    if not keep.zone:
        keep.zone_source = ""
    _save(keep)


def _save(keep: Person) -> None:
    keep.name_key = folded(keep.name)
    keep.save(update_fields=[*_TAKEN_OVER, "zone_source", "name_key"])
