"""Telling the doors whose promises an outcome has changed."""

import structlog
from django.db import transaction

from ringback.base.database import queries
from ringback.base.database.claims import claim
from ringback.core.promises.keeper.care import Care
from ringback.core.promises.keeper.claiming import BATCH
from ringback.core.promises.keeper.sides import tell_sides
from ringback.core.promises.keeping import handler_of
from ringback.core.promises.models import Promise, Side
from ringback.core.promises.services.doubts import tell_doubt
from ringback.core.promises.services.linking import cross

# Asked in every round, hence plain SQL: a look at the heads of two partial indexes.
_UNTOLD = (
    f"SELECT EXISTS (SELECT 1 FROM {Promise._meta.db_table} WHERE untold), "
    f"EXISTS (SELECT 1 FROM {Side._meta.db_table} WHERE untold)"
)

log = structlog.get_logger(__name__)


def tell_batch(care: Care) -> int:
    """Tell of a batch that others left untold, in a transaction; how many they were. Raises as `Care.judge` does."""
    [(promises, sides)] = queries.fetch(_UNTOLD)
    return (_tell_promises(care) if promises else 0) + (tell_sides() if sides else 0)


def _tell_promises(care: Care) -> int:
    with transaction.atomic():
        changed = claim(
            Promise, where="untold", params=[], changes={"untold": "%s"}, values=[False], order="id", limit=BATCH
        )
        for promise in changed:
            tell(promise, care)
    return len(changed)


def tell(promise: Promise, care: Care) -> None:
    """Tell the promise's door, and whoever may have to say how it ended. What that raises stalls nobody else."""
    name = f"{promise.kind} told"
    try:
        with care.guard(name):
            tell_doubt(promise)
            handler_of(promise.kind).told(promise)
            cross([promise])
    except Exception as error:
        care.judge(name, error)
        log.exception("a door could not be told", kind=promise.kind, promise=promise.pk)
        promise.evidence = {**promise.evidence, "door_error": f"{type(error).__name__}: {error}"[:500]}
        promise.save(update_fields=["evidence"])
    else:
        care.passed(name)
