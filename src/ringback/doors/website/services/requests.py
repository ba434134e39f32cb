"""Taking a visitor's wish: the one transaction in which a callback becomes a promise."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from ringback.base.accounts.services import Actor, dialling_stopped, require
from ringback.base.database import many_rows
from ringback.base.database.gathered import Ids, gathered
from ringback.base.edge.proof import Proof
from ringback.base.kit import clock, ids, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError, StoppedError
from ringback.base.kit.phones import Phone
from ringback.core.people import services as people
from ringback.core.promises import services as promises
from ringback.doors.website import agreements, rules, telling
from ringback.doors.website.models import CallbackRequest, UsedChallenge
from ringback.doors.website.rules import Earlier
from ringback.doors.website.services import lookups
from ringback.doors.website.services.calling import hand_over
from ringback.doors.website.services.moving import moved_by_asking
from ringback.doors.website.services.sites import known_zone
from ringback.doors.website.services.snapshots import DOOR, KIND, SiteFacts, facts_by_key
from ringback.doors.website.slots import confirming
from ringback.doors.website.slots.services import ClosedError, Visitor, expires_at, take

PURPOSE = "callback"
CHANNEL = "voice"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a visitor asks for, read and checked by itself; `address` is shortened before it is stored.

    `at`: the time they chose among those offered; None: now.
    `offers`: the version of the text by which they agreed to later news, "" where they did not (MISSION W23).
    `insists`: a program of the organisation asks, which knows what it does while nobody is there.
    """

    phone: Phone
    consent_version: str
    name: str = ""
    page: str = ""
    referrer: str = ""
    zone: str = ""
    language: str = ""
    address: str = ""
    address_hash: str = ""
    key: str | None = None
    proof: Proof | None = None
    department: str = ""
    view: int | None = None
    city: str = ""
    at: datetime | None = None
    offers: str = ""
    insists: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the visitor gets: the `token` to follow the request with. `repeated`: it was open already.

    `wished_at`: the time they chose, and `change` the address at which they move it or call it off.
    """

    token: str
    phone: str
    request_id: int
    promise_id: int | None
    repeated: bool = False
    replayed: bool = False
    wished_at: datetime | None = None
    change: str = ""


def check_wish(site: SiteFacts, wish: Wish) -> None:
    """Everything about a wish that needs no database. Raises FieldError, StoppedError."""
    check_open(site, wish)
    rules.check_number(wish.phone, rules.countries_called(site.country, site.countries))


def check_open(site: SiteFacts, wish: Wish) -> None:
    """Whether the site takes wishes, on the words it shows now. Raises FieldError, StoppedError."""
    if site.paused:
        raise StoppedError("Callbacks are paused on this site.")
    if site.route(wish.department)[0] is None:
        raise StoppedError("Nobody has been chosen yet to take this site's calls.")
    if wish.consent_version not in site.consent_texts:
        raise FieldError("consent", "The text to agree to has changed.", "Reload the page and agree to the new one.")
    if wish.offers:
        agreements.agreed(site, agreements.OFFERS, wish.offers)


def request_callback(site: SiteFacts, wish: Wish) -> Receipt:
    """Write person, consent, request and promise, or find the request that this one repeats (MISSION W2, W20).

    One transaction, with the call that keeps it. Raises FieldError, StoppedError (dialling is off), LimitError,
    ConflictError (a proof of work spent before), TakenError (the time they chose is gone), ClosedError (nobody is there
    now). Two at once for one number: the database lets one in, and the other finds it. Where the call cannot be written
    the keeper tries.
    """
    check_wish(site, wish)
    try:
        with transaction.atomic():
            return _request(site, wish, at_once=True)
    except IntegrityError:
        with transaction.atomic():
            return _request(site, wish, at_once=False)


def request_through_api(actor: Actor, site: SiteFacts, wish: Wish) -> Receipt:
    """As `request_callback`, asked for by a program of the organisation. Raises NotAllowedError too."""
    require(actor, "calls.act", ("site", site.id))
    return request_callback(site, replace(wish, insists=True))


def own_facts(actor: Actor, key: str) -> SiteFacts:
    """The facts of a site of the actor's organisation. Raises NotFoundError, NotAllowedError."""
    site = facts_by_key(key)
    if site is None or site.organisation_id != actor.organisation_id:
        raise NotFoundError("There is no such site.")
    require(actor, "calls.see", ("site", site.id))
    return site


def read_phone(site: SiteFacts, raw: str) -> Phone:
    """`raw` as somebody in the site's country types it. Raises FieldError."""
    return phones.parse(raw, site.country)


def _request(site: SiteFacts, wish: Wish, *, at_once: bool) -> Receipt:
    now = clock.now()
    ground = lookups.ground(site, wish.phone.e164, wish.key, now)
    same = rules.same_request(ground.earlier, site.id, wish.phone.e164, wish.key)
    replayed = same is not None and wish.key is not None and same.key == wish.key
    away = nobody_there(site, wish)
    if same is not None and (replayed or _still_open(same)):
        receipt = Receipt(
            same.token, same.phone, same.request_id, same.promise_id, repeated=not replayed, replayed=replayed
        )
        moved = None if replayed or away else moved_by_asking(site, same, wish.at)
        return receipt if moved is None or wish.at is None else chosen(receipt, moved)
    if away:
        raise ClosedError(site, whereabouts(wish), wish.department)
    if wish.at is not None:
        take(site, whereabouts(wish), wish.department, wish.at)
    if not ground.dialled and (why := dialling_stopped(site.organisation_id)):
        raise StoppedError(why)
    rules.check_number_limit(ground.earlier, wish.phone.e164, site.most_per_number_day, now)
    rules.check_site_limit(ground.recent, site.most_per_site_hour)
    if wish.proof is not None:
        spend(wish.proof)
    with gathered(ground.ids):
        request = _write(site, wish, ground.ids, at_once=at_once)
    assert request.promise_id is not None
    if ground.heard:
        telling.requested(request, request.promise_id, site.key)
    receipt = Receipt(request.token, request.phone, request.pk, request.promise_id)
    if wish.at is None:
        return receipt
    confirming.confirm(site, request)
    return chosen(receipt, request)


def chosen(receipt: Receipt, request: CallbackRequest) -> Receipt:
    """The receipt of a call at a time that was chosen."""
    return replace(receipt, wished_at=request.wished_at, change=confirming.link_of(request))


def nobody_there(site: SiteFacts, wish: Wish) -> bool:
    """Whether a call is wished for now that nobody would make (MISSION W7)."""
    return wish.at is None and not wish.insists and not site.takes_calls(wish.department)


def whereabouts(wish: Wish) -> Visitor:
    """What a wish tells of where its visitor is."""
    return Visitor(wish.zone, wish.phone.e164, wish.phone.country)


def _still_open(same: Earlier) -> bool:
    """Whether a request is open in truth. Its promise may be over and the door not told yet: then it is closed here."""
    standing = promises.standing([same.promise_id or 0]).get(same.promise_id or 0)
    if standing is not None and standing.state in ("pending", "keeping"):
        return True
    CallbackRequest.objects.filter(id=same.request_id, open_phone__isnull=False).update(
        open_phone=None, closed_at=clock.now(), result=standing.state if standing else "lost"
    )
    return False


def spend(proof: Proof) -> None:
    """Spend a proof of work in this transaction. Raises ConflictError when it was spent before."""
    if UsedChallenge.objects.filter(signature=proof.signature).exists():
        raise ConflictError("This proof of work has been used already.")
    UsedChallenge.objects.create(signature=proof.signature, expires_at=proof.expires_at)


def _write(site: SiteFacts, wish: Wish, reserved: Ids, *, at_once: bool) -> CallbackRequest:
    began_at = clock.now()
    person = people.asking_by_phone(
        site.organisation_id, wish.phone, name=wish.name, zone=known_zone(wish.zone), language=wish.language
    )
    agreements.record(site, person, wish, PURPOSE, site.consent_texts[wish.consent_version])
    request = many_rows.new(
        CallbackRequest,
        **columns_of(site, wish),
        person_id=person.pk,
        promise_id=reserved.get(promises.Promise),
        open_phone=wish.phone.e164,
        wished_at=wish.at,
    )
    many_rows.insert(request)
    promise = _promise(site, request, at_once=at_once, newcomer=person.created_at >= began_at)
    if request.promise_id is None:
        lookups.note_promise(request, promise.pk)
    return request


def columns_of(site: SiteFacts, wish: Wish) -> dict[str, Any]:
    """What a wish says of its request, in the request's columns, with a token of its own."""
    return {
        "organisation_id": site.organisation_id,
        "site_id": site.id,
        "token": ids.secret_token(),
        "idempotency_key": wish.key,
        "phone": wish.phone.e164,
        "name": wish.name,
        "page": wish.page,
        "referrer": wish.referrer,
        "zone": known_zone(wish.zone),
        "language": wish.language,
        "department": wish.department,
        "address_hash": wish.address_hash,
        "view": wish.view,
        "city": wish.city,
    }


def _promise(site: SiteFacts, request: CallbackRequest, *, at_once: bool, newcomer: bool) -> promises.Promise:
    """On time means: in a conversation before the widget's countdown ends. A department's group has the promise.

    What is asked for later is due then, and tried for as long from there.
    """
    group_id, calendar_id = site.route(request.department)
    at = request.wished_at
    draft = promises.Draft(
        organisation_id=site.organisation_id,
        door=DOOR,
        kind=KIND,
        channel=CHANNEL,
        subject_id=request.pk,
        person_id=request.person_id,
        due_at=at or request.created_at,
        grace_seconds=rules.CHOSEN_GRACE_SECONDS if at else rules.COUNTDOWN_SECONDS,
        expires_at=expires_at(site, at, rules.OPEN_SECONDS) if at else None,
        policy=site.policy,
        calendar_id=calendar_id,
        content={"zone": request.zone, "place": site.zone},
        group_id=group_id if request.department else None,
    )
    if group_id is None or not at_once:
        return promises.make(draft)
    return promises.make_and_keep(
        draft,
        lambda promise, attempt: hand_over(
            promise, attempt, request, group_id, site.name, skills=site.skills, newcomer=newcomer
        ),
    )
