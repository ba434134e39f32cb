"""What was promised on a consent is taken back when the person withdraws it (MISSION C5)."""

from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.core.people.services import Withdrawn
from ringback.core.promises.keeping import kinds_on
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.rules import Decision, Verdict
from ringback.core.promises.services.acting import note
from ringback.core.promises.services.life import settle


def consent_withdrawn(actor: Actor, withdrawn: Withdrawn) -> None:
    """Cancel the open promises that stand on the consent, in the withdrawing transaction.

    A promise stands on the last consent for its kind's purpose that was given until it was made. What is under way
    finds another generation and stops before its next effect; a conversation goes on.
    """
    kinds = kinds_on(withdrawn.purpose)
    rows = Promise.objects.select_for_update(of=("self",)).filter(
        organisation_id=actor.organisation_id,
        person_id__in=withdrawn.person_ids,
        kind__in=kinds,
        state__in=OPEN_STATES,
        created_at__gte=withdrawn.given_at,
    )
    if withdrawn.renewed_at is not None:
        rows = rows.filter(created_at__lt=withdrawn.renewed_at)
    for promise in rows.order_by("id"):
        promise.generation += 1
        note(promise, actor, "cancelled", _("They withdrew their consent."))
        promise.save(update_fields=["generation", "evidence"])
        settle(promise, Decision(Verdict.CANCELLED), clock.now())
        audit(actor, "promise cancelled", f"promise {promise.pk}", why="consent withdrawn")
