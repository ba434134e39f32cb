"""The card of an opening: the same questions and competences for everybody (MISSION H41)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock, marking
from ringback.base.kit.errors import ConflictError
from ringback.doors.hiring.openings.services import opening_of
from ringback.doors.hiring.scoring import rules
from ringback.doors.hiring.scoring.models import InterviewCard, Sheet
from ringback.doors.hiring.scoring.rules import Competence


@dataclass(frozen=True, slots=True)
class Card:
    """What candidates of an opening are marked by, from 1 to `most`. Without competences there is none yet.

    `fixed`: somebody was marked by it, so it changes no more.
    """

    most: int
    competences: tuple[Competence, ...]
    fixed: bool


def card_of(opening_id: int) -> Card:
    """The opening's card; an empty one while nobody has made any."""
    fixed = Sheet.objects.filter(application__opening_id=opening_id, looked=False).exists()
    found = InterviewCard.objects.filter(opening_id=opening_id).first()
    if found is None:
        return Card(rules.USUAL_BEST, (), fixed)
    return Card(found.most, tuple(rules.read(found.competences)), fixed)


def save_card(actor: Actor, opening_id: int, most: int, competences: Sequence[Competence]) -> Card:
    """Say what everybody is asked and marked by. Raises FieldError, and ConflictError once somebody was marked."""
    marking.check_best(most)
    kept = rules.checked(competences)
    with transaction.atomic():
        opening = opening_of(actor, opening_id, "hiring.edit", locked=True)
        if card_of(opening_id).fixed:
            raise ConflictError(_("Somebody was marked by it: with another card, marks could not be compared."))
        said = {"most": most, "competences": rules.stored(kept), "changed_at": clock.now()}
        InterviewCard.objects.update_or_create(opening=opening, defaults=said)
        audit(actor, "scorecard.changed", f"opening {opening_id}", competences=len(kept))
    return card_of(opening_id)
