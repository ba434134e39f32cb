"""Who may act on which promise, and what is noted of it."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ringback.base.accounts.services import Actor, require, require_reach
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises.models import OPEN_STATES, Promise
from ringback.core.promises.said import as_kept

MOST_WHY = 200
MOST_HISTORY = 40


def locked(actor: Actor, promise_id: int) -> Promise:
    """An open promise the actor may act on, locked. Raises NotFoundError, NotAllowedError; ConflictError: closed."""
    require_reach(actor, "promises.own")
    promise = _of(actor).filter(id=promise_id).first()
    if promise is None:
        raise NotFoundError("There is no such promise.")
    check_may_act(actor, promise)
    if promise.state not in OPEN_STATES:
        raise ConflictError("The promise is closed already.")
    return promise


def locked_many(actor: Actor, promise_ids: Iterable[int]) -> list[Promise]:
    """Those of the promises that are open and the actor may act on, locked, the soonest due first."""
    require_reach(actor, "promises.own")
    rows = _of(actor).filter(id__in=list(promise_ids), state__in=OPEN_STATES).order_by("id")
    return sorted((row for row in rows if may_act(actor, row)), key=lambda row: (row.due_at, row.pk))


def may_act(actor: Actor, promise: Promise) -> bool:
    """Whether the actor may: it is theirs, or their grant reaches its hunt group or the whole organisation."""
    scopes = (("group", promise.group_id),) if promise.group_id is not None else ()
    own = promise.owner_id is not None and promise.owner_id == actor.member_id
    return actor.may("calls.act", *scopes) or (own and bool(actor.reach("promises.own")))


def check_may_act(actor: Actor, promise: Promise) -> None:
    """Raise NotAllowedError unless `may_act`."""
    if not may_act(actor, promise):
        require(actor, "calls.act")


def note(promise: Promise, actor: Actor, what: str, why: str = "", **detail: object) -> None:
    """Put on the promise's own record who did what to it and why; the last 40 are kept."""
    entry = {"at": clock.now().isoformat(), "what": what, "by": actor.member_id, "name": actor.name} | detail
    if why:
        entry["why"] = as_kept(promise.door, promise.organisation_id, why.strip()[:MOST_WHY])
    history = [*promise.evidence.get("history", ()), entry]
    promise.evidence = {**promise.evidence, "history": history[-MOST_HISTORY:]}


def _of(actor: Actor) -> QuerySet[Promise]:
    return Promise.objects.select_for_update().filter(organisation_id=actor.organisation_id)
