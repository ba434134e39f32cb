"""How long candidates usually wait (MISSION H11, H12): read, said by an organisation, and as the house has it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit.errors import FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.openings.models import Opening, WaitingNorm

MOST_DAYS = 730
MOST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class Norm:
    """From so many days to so many, and who says so."""

    from_days: int
    to_days: int
    source: str


@dataclass(frozen=True, slots=True)
class LevelNorm:
    """The norm of a level ("" for all others): the organisation's `own`, if it has said one, beside the house's."""

    level: str
    label: str | Text
    own: Norm | None
    house: Norm


# Where every row has been taken away.
GENERAL = Norm(2, 14, "general")


def norm_for(organisation_id: int, level: str) -> Norm:
    """The norm of a level: the organisation's own, then the house's; then the general ones in that order."""
    rows = WaitingNorm.objects.filter(Q(organisation_id=organisation_id) | Q(organisation=None), level__in=(level, ""))
    found = min(rows, key=lambda row: (row.level != level, row.organisation_id is None), default=None)
    return _norm(found) if found else GENERAL


def norms_of(actor: Actor) -> list[LevelNorm]:
    """Every level with what the organisation says and what the house does, the general one last."""
    require(actor, "hiring.edit")
    rows = WaitingNorm.objects.filter(Q(organisation_id=actor.organisation_id) | Q(organisation=None))
    found = {(row.level, row.organisation_id is None): _norm(row) for row in rows}
    general = found.get(("", True), GENERAL)
    levels = [*Opening.Level.choices, ("", gettext_lazy("In general"))]
    return [
        LevelNorm(level, label, found.get((level, False)), found.get((level, True), general)) for level, label in levels
    ]


def say_norm(actor: Actor, level: str, norm: Norm) -> None:
    """Put the organisation's own norm before the house's. Raises FieldError."""
    require(actor, "hiring.edit")
    _check_level(level)
    if not 1 <= norm.from_days <= norm.to_days <= MOST_DAYS:
        raise FieldError("to_days", _("These are no days to wait."), _("From 1 to 730, the shorter time first."))
    source = one_line(norm.source, MOST_SOURCE)
    if not source:
        raise FieldError("source", _("A norm needs its source."), _("Say who counts on it: a contract, a habit, you."))
    said = {"from_days": norm.from_days, "to_days": norm.to_days, "source": source}
    with transaction.atomic():
        WaitingNorm.objects.update_or_create(organisation_id=actor.organisation_id, level=level, defaults=said)
        audit(actor, "hiring.norm_said", f"norm {level or 'general'}", **said)


def reset_norm(actor: Actor, level: str) -> None:
    """Let the house's norm count again; where it did already, nothing changes."""
    require(actor, "hiring.edit")
    _check_level(level)
    with transaction.atomic():
        if WaitingNorm.objects.filter(organisation_id=actor.organisation_id, level=level).delete()[0]:
            audit(actor, "hiring.norm_reset", f"norm {level or 'general'}")


def _check_level(level: str) -> None:
    if level not in ("", *Opening.Level.values):
        raise FieldError("level", _("This is none of the choices."), _("Reload the page."))


def _norm(row: WaitingNorm) -> Norm:
    return Norm(row.from_days, row.to_days, row.source)
