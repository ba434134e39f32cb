"""Whose marks somebody may see: the others' only after their own are given (MISSION H41)."""

from collections.abc import Iterable
from dataclasses import dataclass

from ringback.base.accounts.services import Actor
from ringback.doors.hiring.candidates.models import Application
from ringback.doors.hiring.scoring.models import Sheet
from ringback.doors.hiring.scoring.services.marking import INTERVIEW


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate's sheets as far as somebody may see them: their own, the others', and how many are kept back."""

    own: Sheet | None
    others: tuple[Sheet, ...]
    hidden: int

    @property
    def all(self) -> tuple[Sheet, ...]:
        """All that may be seen and says something."""
        return (*((self.own,) if self.own and not self.own.looked else ()), *self.others)


def seen(actor: Actor, application: Application) -> Seen:
    """The sheets of one candidate. The caller has checked that the actor may see the application."""
    return sheets_by_application(actor, application.opening_id, [application.pk])[application.pk]


def sheets_by_application(actor: Actor, opening_id: int, application_ids: Iterable[int]) -> dict[int, Seen]:
    """As `seen`, of several applications of one opening; two queries.

    Whoever gives no marks (who decides, for example) sees all of them.
    """
    ids = list(application_ids)
    gives = actor.may(INTERVIEW, ("opening", opening_id))
    rows = Sheet.objects.filter(application_id__in=ids, application__opening_id=opening_id)
    rows = rows.filter(application__organisation_id=actor.organisation_id).prefetch_related("marks")
    by_application: dict[int, list[Sheet]] = {key: [] for key in ids}
    for row in rows.order_by("given_at", "id"):
        by_application[row.application_id].append(row)
    return {key: _seen(actor, sheets, gives) for key, sheets in by_application.items()}


def _seen(actor: Actor, sheets: list[Sheet], gives: bool) -> Seen:
    mine = actor.member_id
    own = next((one for one in sheets if mine is not None and one.member_id == mine), None)
    others = tuple(one for one in sheets if one is not own and not one.looked)
    if own is None and gives:
        return Seen(None, (), len(others))
    return Seen(own, others, 0)
