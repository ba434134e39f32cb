"""Taking the wish of a visitor who talks from the page they are on."""

from django.db import transaction

from ringback.base.accounts.services import dialling_stopped
from ringback.base.database import many_rows
from ringback.base.kit import clock
from ringback.base.kit.errors import StoppedError
from ringback.base.kit.phones import Phone
from ringback.channels.voice import services as voice
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.doors.website import agreements, rules, telling
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.services import lookups
from ringback.doors.website.services.calling import hand_over
from ringback.doors.website.services.requests import (
    CHANNEL,
    PURPOSE,
    Receipt,
    Wish,
    check_open,
    columns_of,
    nobody_there,
    spend,
    whereabouts,
)
from ringback.doors.website.services.sites import known_zone
from ringback.doors.website.services.snapshots import DOOR, KIND, SiteFacts
from ringback.doors.website.slots.services import ClosedError

# The visitor sits before an open page: there is nobody to be tried again later.
POLICY = promises.Policy(most_tries=1, expires_after_seconds=rules.OPEN_SECONDS)
NO_PHONE = Phone("", "", "", "")


def offered(site: SiteFacts) -> bool:
    """Whether visitors of the site may talk from their browser: it is switched on, and there is a media server."""
    return bool(site.faces.get("talk")) and voice.pages_reachable()


def check_talk(site: SiteFacts, wish: Wish) -> None:
    """Everything about the wish that needs no database. Raises FieldError, StoppedError."""
    check_open(site, wish)
    if not offered(site):
        raise StoppedError("This site takes no calls from the browser.")
    if wish.phone.e164:
        rules.check_number(wish.phone, rules.countries_called(site.country, site.countries))


def request_talk(site: SiteFacts, wish: Wish) -> Receipt:
    """Write person, consent, request, promise and call in one transaction (MISSION W5).

    The number is kept if one was left, for whoever writes or calls later; it is not dialled. Raises FieldError,
    StoppedError, LimitError, ConflictError, ClosedError as `request_callback` does. The same idempotency key again
    finds the same.
    """
    check_talk(site, wish)
    with transaction.atomic():
        known = CallbackRequest.objects.filter(site_id=site.id, idempotency_key=wish.key).first() if wish.key else None
        if known is not None:
            return Receipt(known.token, known.phone, known.pk, known.promise_id, replayed=True)
        if nobody_there(site, wish):
            raise ClosedError(site, whereabouts(wish), wish.department)
        if why := dialling_stopped(site.organisation_id):
            raise StoppedError(why)
        made = CallbackRequest.objects.filter(site_id=site.id, created_at__gt=clock.now() - rules.HOUR)
        rules.check_site_limit(made[: site.most_per_site_hour].count(), site.most_per_site_hour)
        if wish.proof is not None:
            spend(wish.proof)
        return _write(site, wish)


def _write(site: SiteFacts, wish: Wish) -> Receipt:
    values = {"name": wish.name, "zone": known_zone(wish.zone), "language": wish.language}
    if wish.phone.e164:
        person = people.asking_by_phone(site.organisation_id, wish.phone, **values)
    else:
        person = people.asking_in_person(site.organisation_id, **values)
    agreements.record(site, person, wish, PURPOSE, site.consent_texts[wish.consent_version])
    request = CallbackRequest(**columns_of(site, wish), person=person, in_browser=True)
    many_rows.insert(request)
    promise = _promise(site, request)
    lookups.note_promise(request, promise.pk)
    telling.requested(request, promise.pk, site.key)
    return Receipt(request.token, request.phone, request.pk, promise.pk)


def _promise(site: SiteFacts, request: CallbackRequest) -> promises.Promise:
    group_id, _calendar = site.route(request.department)
    assert group_id is not None  # check_open has looked
    draft = promises.Draft(
        organisation_id=site.organisation_id,
        door=DOOR,
        kind=KIND,
        channel=CHANNEL,
        subject_id=request.pk,
        person_id=request.person_id,
        due_at=request.created_at,
        grace_seconds=rules.COUNTDOWN_SECONDS,
        policy=POLICY,
        content={"zone": request.zone, "place": site.zone},
        group_id=group_id if request.department else None,
    )
    return promises.make_and_keep(
        draft,
        lambda promise, attempt: hand_over(promise, attempt, request, group_id, site.name, skills=site.skills),
    )
