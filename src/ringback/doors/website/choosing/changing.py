"""Moving a chosen time and calling it off, by whoever holds its link. Looking changes nothing (as MISSION H37)."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from ringback.base.kit import clock
from ringback.base.kit.errors import NotFoundError, StoppedError
from ringback.base.kit.tongues import Tongue
from ringback.core.promises.services import Promise, State
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.rules import Shown
from ringback.doors.website.services import following, moving
from ringback.doors.website.services.snapshots import SiteFacts, facts_by_key
from ringback.doors.website.slots import confirming, links, services
from ringback.doors.website.slots.services import Offers


@dataclass(frozen=True, slots=True)
class Booking:
    """A callback as its link shows it. `generation` is what a change must name; `due_at` is None when it is over."""

    request: CallbackRequest
    site: SiteFacts
    generation: int
    shown: Shown
    due_at: datetime | None

    @property
    def may_change(self) -> bool:
        """Whether it can be moved or called off: it waits for its time."""
        return self.due_at is not None

    @property
    def may_move(self) -> bool:
        """Whether another time may be chosen."""
        return self.may_change and self.site.terms.offered and self.generation <= moving.MOST_CHANGES

    @property
    def tongue(self) -> Tongue:
        """Their language and clock."""
        return confirming.tongue_of(self.site, self.request)


def find(text: str) -> Booking:
    """What a link is about. Raises NotFoundError, alike for every kind of wrong link."""
    link = links.read(text)
    rows = CallbackRequest.objects.select_related("site").exclude(phone="").exclude(promise=None)
    request = rows.filter(pk=link.request_id).first() if link else None
    if link is None or request is None or not links.is_good(link, request.token, clock.now(), settings.SECRET_KEY):
        raise NotFoundError("There is no such callback.")
    return _booking(request)


def offers(booking: Booking) -> Offers:
    """The other times that can be chosen for it."""
    return services.offers(booking.site, moving.visitor_of(booking.request), booking.request.department)


def move(booking: Booking, generation: int, at: datetime) -> Booking:
    """Put a callback to another time, and confirm it. Raises TakenError where that is gone, ConflictError where it was
    changed since `generation` was read, or too often, or is dialled or over."""
    with transaction.atomic():
        moving.move(booking.site, booking.request, at, generation)
    return _booking(booking.request)


def call_off(booking: Booking, generation: int) -> Booking:
    """The visitor does not want the call any more. Raises ConflictError as `move`; twice is once."""
    with transaction.atomic():
        moving.waiting(booking.request, generation)
        following.cancel(following.find(booking.request.token))
    return _booking(booking.request)


def _booking(request: CallbackRequest) -> Booking:
    promise = Promise.objects.get(pk=request.promise_id or 0)
    shown = following.request_progress(following.find(request.token))
    site = facts_by_key(request.site.key)
    if site is None:
        raise StoppedError("This site is not there any more.")
    waits = promise.state == State.PENDING
    due_at = max(promise.due_at, promise.not_before_at or promise.due_at) if waits else None
    return Booking(request, site, promise.generation, shown, due_at)
