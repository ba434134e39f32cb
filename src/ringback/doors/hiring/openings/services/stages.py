"""The stages of an opening: which one begins with, and changing them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import RestrictedError
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, member_names
from ringback.base.kit.errors import ConflictError, FieldError
from ringback.base.kit.lines import one_line
from ringback.doors.hiring.openings import rules
from ringback.doors.hiring.openings.models import Opening, Stage
from ringback.doors.hiring.openings.services.finding import opening_of, stages_of

MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class StageValues:
    """One stage as a person says it; `id` of one that is there already."""

    name: str
    kind: str
    decides: str = Stage.Decides.RECRUITER
    decider_id: int | None = None
    days: int | None = None
    id: int | None = None


def first_stages(opening: Opening) -> None:
    """The stages of the funnel of MISSION H1, for an opening that has none."""
    usual = [
        (Stage.Kind.NEW, _("Résumés"), Stage.Decides.RECRUITER),
        (Stage.Kind.PHONE, _("Phoned"), Stage.Decides.RECRUITER),
        (Stage.Kind.SHORTLIST, _("Shortlist"), Stage.Decides.RECRUITER),
        (Stage.Kind.INVITED, _("Invited"), Stage.Decides.RECRUITER),
        (Stage.Kind.INTERVIEW, _("Came"), Stage.Decides.MANAGER),
        (Stage.Kind.FINAL, _("Finalists"), Stage.Decides.MANAGER),
    ]
    Stage.objects.bulk_create(
        Stage(opening=opening, position=position, kind=kind, name=name, decides=decides)
        for position, (kind, name, decides) in enumerate(usual)
    )


def save_stages(actor: Actor, opening_id: int, values: Sequence[StageValues]) -> list[Stage]:
    """Give the opening exactly these stages, in this order (MISSION H13).

    Raises FieldError for what cannot be, ConflictError where a stage would go that somebody stands in.
    """
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        there = {stage.pk: stage for stage in stages_of(opening_id)}
        _check(actor, values, there)
        kept = {one.id for one in values if one.id is not None}
        try:
            Stage.objects.filter(opening=opening, id__in=set(there) - kept).delete()
        except RestrictedError as error:
            raise ConflictError(_("Somebody stands in a stage that would go. Move them on first.")) from error
        for position, one in enumerate(values):
            stage = there[one.id] if one.id is not None else Stage(opening=opening)
            stage.position, stage.name, stage.kind = position, one_line(one.name, 60), one.kind
            stage.decides, stage.decider_id, stage.days = one.decides, one.decider_id, one.days
            stage.save()
        audit(actor, "opening.stages_changed", f"opening {opening_id}", stages=len(values))
    return stages_of(opening_id)


def _check(actor: Actor, values: Sequence[StageValues], there: dict[int, Stage]) -> None:
    if not 0 < len(values) <= rules.MOST_STAGES:
        raise FieldError("stages", _("An opening has one to fifteen stages."), _("Keep to steps that decide."))
    if values[0].kind != Stage.Kind.NEW:
        raise FieldError("stages", _("The first stage is where résumés come in."), _("Let it be of that kind."))
    members = {None, *member_names(actor.organisation_id, gone_too=True)}
    for one in values:
        if not one_line(one.name, 60):
            raise FieldError("stages", _("A stage needs a name."), _("Name it, or take it away."))
        known = one.kind in Stage.Kind.values and one.decides in Stage.Decides.values
        if not known or one.decider_id not in members or (one.id is not None and one.id not in there):
            raise FieldError("stages", _("This is none of the choices."), _("Reload the page."))
        if one.days is not None and not 0 < one.days <= MOST_DAYS:
            raise FieldError("stages", _("A stage takes one to 365 days."), _("Leave it empty where nobody knows."))
