"""Telling the doors what became of the far ends of their linked promises."""

import structlog
from django.db import transaction

from ringback.core.promises.keeper.care import AWAY
from ringback.core.promises.keeper.claiming import BATCH
from ringback.core.promises.linking import Far, hears_of
from ringback.core.promises.models import Link, Promise, Side

log = structlog.get_logger(__name__)


def tell_sides() -> int:
    """Tell each side's door what it knows by now of the far end; how many. Each in a transaction of its own, in which
    its promise, its link and itself are locked in the order in which everybody locks them."""
    waiting = list(Side.objects.filter(untold=True).order_by("id").values_list("id", "promise_id", "link_id")[:BATCH])
    for side_id, promise_id, link_id in waiting:
        with transaction.atomic():
            promise = Promise.objects.select_for_update(of=("self",)).filter(pk=promise_id).first()
            link = Link.objects.select_for_update(of=("self",)).filter(pk=link_id).first()
            side = Side.objects.filter(pk=side_id, promise_id=promise_id, untold=True).first()
            if promise is not None and link is not None and side is not None:
                side.untold = False
                side.save(update_fields=["untold"])
                _tell(promise, Far(side.far_due_at, side.far_state, ended=link.ended_at is not None))
    return len(waiting)


def _tell(promise: Promise, far: Far) -> None:
    hears = hears_of(promise.kind)
    try:
        with transaction.atomic():
            if hears is not None:
                hears(promise, far)
    except AWAY:
        raise
    except Exception as error:
        log.exception("a door could not be told of the other side", kind=promise.kind, promise=promise.pk)
        promise.evidence = {**promise.evidence, "door_error": f"{type(error).__name__}: {error}"[:500]}
        promise.save(update_fields=["evidence"])
