"""A person clears what was missed: what is open is kept by their word, what was given up gets it as evidence."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError, NotFoundError
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.rules import Outcome
from ringback.core.promises.services.acting import check_may_act, note
from ringback.core.promises.services.by_hand import say
from ringback.core.promises.services.life import ring_all

# The key under which a promise's evidence says when somebody cleared it.
CLEARED = "cleared"


def clear(actor: Actor, promise_ids: Iterable[int], because: str, evidence: Mapping[str, Any] | None = None) -> None:
    """Say of promises why nobody need call any more; `because` stands on each with the actor's name.

    What was given up stays so in every figure: only the list of what was missed is shorter. Raises FieldError without
    a reason, NotFoundError, NotAllowedError.
    """
    if not because.strip():
        raise FieldError("because", "A reason is needed.", "Say what was done, as “she wrote, all is settled”.")
    with transaction.atomic():
        wanted = set(promise_ids)
        rows = Promise.objects.select_for_update(of=("self",)).filter(organisation_id=actor.organisation_id)
        found = list(rows.filter(id__in=wanted).order_by("id"))
        if len(found) < len(wanted) or not found:
            raise NotFoundError("There is no such promise.")
        for promise in found:
            check_may_act(actor, promise)
            _clear(actor, promise, because, dict(evidence or {}))


def _clear(actor: Actor, promise: Promise, because: str, evidence: dict[str, Any]) -> None:
    if promise.state in OPEN_STATES:
        say(actor, promise.pk, Outcome.DONE, because, {"by_hand": True, **evidence})
        return
    note(promise, actor, CLEARED, because)
    promise.evidence = {**promise.evidence, **evidence, CLEARED: clock.now().isoformat()}
    promise.save(update_fields=["evidence"])
    audit(actor, "missed call cleared", f"promise {promise.pk}")
    ring_all([promise])
