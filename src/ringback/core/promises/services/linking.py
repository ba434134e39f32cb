"""The two sides of one promise: offered by one organisation, agreed to by another, taken back by either.

Whatever is locked is locked in this order: the promise, the link, its sides. No transaction holds promises of both.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, system_actor
from ringback.base.database import blind, doorbell
from ringback.base.database.sweeping import sweep
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.core.promises.linking import Far, is_linked
from ringback.core.promises.models import OPEN_STATES, Link, Promise, Side, State
from ringback.core.promises.services.acting import check_may_act, locked
from ringback.core.promises.services.life import PROMISES

OFFERED_DAYS = 60
KEPT_DAYS = 90
_USE = "promise link"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 16, 4


@dataclass(frozen=True, slots=True)
class Linked:
    """How a promise's link stands: the `code` while it is only offered, then since when both agree and what this side
    knows of the far end (None: not agreed yet)."""

    offered_until_at: datetime
    code: str = ""
    agreed_at: datetime | None = None
    far: Far | None = None


def offer_link(actor: Actor, promise_id: int) -> str:
    """Agree to let one other organisation see when the promise is due and how it stands: the code to give them.

    The same code again while it is good. Raises NotFoundError, NotAllowedError; ConflictError: closed, or linked.
    """
    with transaction.atomic():
        promise = locked(actor, promise_id)
        if not is_linked(promise.kind):
            raise ConflictError(_("Such a promise has no other side."))
        side, now = _side_of(promise.pk), clock.now()
        if side is not None and side.link.agreed_at is not None:
            raise ConflictError(_("The two sides are linked already."))
        if side is not None and side.link.offered_until_at > now:
            return _grouped(side.link.code)
        code = "".join(secrets.choice(_LETTERS) for _number in range(_LENGTH))
        until_at = now + timedelta(days=OFFERED_DAYS)
        link = Link.objects.create(code=code, code_hash=blind.digest(code, _USE), offered_until_at=until_at)
        _agree(actor, link, promise)
        return _grouped(code)


def offered(code: str) -> Far:
    """What whoever holds a good code would see. Raises NotFoundError, alike for every code that is not."""
    return _far(_offering(_link_of(code)).promise)


def accept_link(actor: Actor, promise_id: int, code: str) -> Far:
    """Agree for the second side, with a promise of its own: from now on each sees when the other's is due.

    Raises NotFoundError for a code that is wrong, used, too old, taken back, or one's own organisation's, and for no
    such promise; ConflictError where that one is closed or linked already.
    """
    with transaction.atomic():
        promise = locked(actor, promise_id)
        if not is_linked(promise.kind) or _side_of(promise.pk) is not None:
            raise ConflictError(_("The two sides are linked already."))
        link = Link.objects.select_for_update(of=("self",)).get(pk=_link_of(code).pk)
        first = _offering(link) if link.code_hash is not None and link.ended_at is None else None
        if first is None or first.organisation_id == actor.organisation_id:
            raise _no_such_code()
        link.code, link.code_hash, link.agreed_at = "", None, clock.now()
        link.save(update_fields=["code", "code_hash", "agreed_at"])
        far = _far(first.promise)
        _agree(actor, link, promise, far)
        _write(first.pk, _far(promise))
        audit(system_actor(first.organisation_id), "promise linked", f"promise {first.promise_id}", by="the other side")
        return far


def withdraw_link(actor: Actor, promise_id: int) -> None:
    """Take the consent back: nothing crosses any more, and what did is emptied on both sides. Raises NotFoundError."""
    with transaction.atomic():
        ours = Promise.objects.select_for_update(of=("self",)).filter(organisation_id=actor.organisation_id)
        promise, side = ours.filter(pk=promise_id).first(), _side_of(promise_id)
        if promise is None or side is None:
            raise NotFoundError(_("This promise is not linked."))
        check_may_act(actor, promise)
        Link.objects.select_for_update(of=("self",)).get(pk=side.link_id)
        Side.objects.filter(pk=side.pk).update(withdrew_at=clock.now())
        _end(side)
        audit(actor, "promise link withdrawn", f"promise {promise_id}")


def linked(promise_ids: Iterable[int]) -> dict[int, Linked]:
    """How the links of these promises stand, of those that have one offered or in force. One query."""
    now, found = clock.now(), {}
    rows = Side.objects.filter(promise_id__in=list(promise_ids), link__ended_at=None)
    for side in rows.select_related("link").order_by("id"):
        link = side.link
        if link.agreed_at is not None:
            known = Far(side.far_due_at, side.far_state, ended=False)
            found[side.promise_id] = Linked(link.offered_until_at, "", link.agreed_at, known)
        elif link.offered_until_at > now:
            found[side.promise_id] = Linked(link.offered_until_at, _grouped(link.code))
    return found


def carry_link(old_id: int, new: Promise) -> None:
    """A promise was made anew another way: the link goes on with the `new` one, in the caller's transaction."""
    side = _side_of(old_id)
    if side is not None:
        Side.objects.filter(pk=side.pk).update(promise=new)
        cross([new])


def cross(promises: Sequence[Promise]) -> None:
    """Write down for the far sides when these promises, changed by the caller's transaction, are due and how they
    stand. Costs nothing where no such kind is linked."""
    mine = {promise.pk: promise for promise in promises if is_linked(promise.kind)}
    if not mine:
        return
    sides = Side.objects.filter(promise_id__in=mine, link__ended_at=None).order_by("link_id")
    near = {side.link_id: side for side in sides}
    agreed = Link.objects.select_for_update(of=("self",)).filter(pk__in=near, agreed_at__isnull=False, ended_at=None)
    for link in agreed.order_by("id"):
        side = near[link.pk]
        for far_id in Side.objects.filter(link=link).exclude(pk=side.pk).values_list("pk", flat=True):
            _write(far_id, _far(mine[side.promise_id]))


def forget_links(promise_ids: Sequence[int]) -> None:
    """End the links of promises that are about nobody any more; in the caller's transaction."""
    for side in Side.objects.filter(promise_id__in=promise_ids, link__ended_at=None).order_by("link_id"):
        Link.objects.select_for_update(of=("self",)).get(pk=side.link_id)
        _end(side)


def sweep_links() -> int:
    """Take away what was offered in vain, and what ended long ago."""
    now = clock.now()
    long_ago = now - timedelta(days=KEPT_DAYS)
    lately = Side.objects.filter(Q(promise__closed_at=None) | Q(promise__closed_at__gte=long_ago))
    vain = Link.objects.filter(agreed_at=None, offered_until_at__lt=now)
    over = Link.objects.filter(agreed_at__lt=long_ago).exclude(pk__in=lately.values("link_id"))
    return sweep(vain) + sweep(over) + sweep(Link.objects.filter(ended_at__lt=long_ago))


def _side_of(promise_id: int) -> Side | None:
    rows = Side.objects.filter(promise_id=promise_id, link__ended_at=None).select_related("link")
    return rows.order_by("-id").first()


def _agree(actor: Actor, link: Link, promise: Promise, far: Far | None = None) -> None:
    Side.objects.create(
        link=link,
        organisation_id=actor.organisation_id,
        promise=promise,
        agreed_by_id=actor.member_id,
        far_due_at=far.due_at if far else None,
        far_state=far.state if far else "",
    )
    audit(actor, "promise link agreed", f"promise {promise.pk}")


def _link_of(code: str) -> Link:
    plain = "".join(letter for letter in code.upper()[:80] if letter.isalnum())
    hashes = blind.digests(plain, _USE)
    found = Link.objects.filter(code_hash__in=hashes, ended_at=None, offered_until_at__gt=clock.now()).first()
    if found is None:
        raise _no_such_code()
    return found


def _offering(link: Link) -> Side:
    """The side that offers it, with its promise as it is now; one that is closed has nothing to offer."""
    side = Side.objects.filter(link=link, promise__state__in=OPEN_STATES).select_related("promise").first()
    if side is None:
        raise _no_such_code()
    return side


def _no_such_code() -> NotFoundError:
    return NotFoundError(_("There is no such code, or it was used, taken back, or is too old."))


def _far(promise: Promise) -> Far:
    """What crosses; that somebody is at it just now does not."""
    state = State.PENDING if promise.state == State.KEEPING else promise.state
    return Far(promise.due_at, state, ended=False)


def _write(side_id: int, far: Far) -> None:
    """Put what crosses into a side; one that knows it already is not told again."""
    rows = Side.objects.filter(pk=side_id).exclude(far_due_at=far.due_at, far_state=far.state)
    if rows.update(far_due_at=far.due_at, far_state=far.state, untold=True):
        doorbell.ring_all([PROMISES])


def _end(side: Side) -> None:
    """End the link of a side; the far one is told where it had agreed."""
    Link.objects.filter(pk=side.link_id).update(ended_at=clock.now(), code="", code_hash=None)
    both = Side.objects.filter(link_id=side.link_id)
    both.update(far_due_at=None, far_state="")
    if both.exclude(pk=side.pk).update(untold=True):
        doorbell.ring_all([PROMISES])


def _grouped(code: str) -> str:
    """As it is read out and typed: "7KMP-2QFX-9RTA-C4WD"."""
    return "-".join(code[begin : begin + _GROUP] for begin in range(0, len(code), _GROUP))
