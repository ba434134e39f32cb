"""Recognising visitors: from consent on, and never before."""

import secrets
from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.core.people import services as people
from ringback.doors.website import visit_token
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.services import SiteFacts, site_of
from ringback.doors.website.services.requests import PURPOSE
from ringback.doors.website.visit_token import Token
from ringback.doors.website.visitors import returning, rules, words
from ringback.doors.website.visitors.models import PageView, Standing, Visit, Visitor, VisitorWishes
from ringback.doors.website.visitors.vocabulary import Vocabulary

JUST_NOW = timedelta(minutes=15)
MOST_ALERTS = 1000


def visitor_of(organisation_id: int, token: Token | None) -> Visitor | None:
    """Who is recognised by a token that was read; None for strangers, and for those who have been forgotten."""
    number = returning.number_in(token)
    if number is None:
        return None
    return Visitor.objects.select_related("asked").filter(id=number, organisation_id=organisation_id).first()


def recognise(site: SiteFacts, token: str, person_id: int, view: str = "", asked_id: int | None = None) -> str:
    """The token, from now on naming a visitor who is this person: call it after they agreed, never before.

    `view` is the page view they are at, as the page named it: its visit becomes theirs. `asked_id` is the request whose
    number need not be typed again: only what this browser has sent itself, whoever the person is. Where the token names
    a visitor who is somebody else (a shared computer), they get a new one. Beside the hot path: some eight statements.
    """
    given = visit_token.read(token, site.organisation_id, settings.SECRET_KEY)
    with transaction.atomic():
        before = Visitor.objects.filter(organisation_id=site.organisation_id, person_id=person_id)
        standing = Standing.RETURNING if before.exists() else Standing.NEW
        visitor = visitor_of(site.organisation_id, given)
        if visitor is None or visitor.person_id not in (None, person_id):
            visitor = Visitor(id=secrets.randbits(63), organisation_id=site.organisation_id, site_id=site.id)
        visitor.person_id, visitor.seen_at = person_id, clock.now()
        visitor.asked_id = asked_id or visitor.asked_id
        if (key := words.view_key(site.id, view)) is not None:
            visitor.visit = _adopt(visitor, key, standing) or visitor.visit
        visitor.save()
    named = replace(given or visit_token.fresh(clock.now()), visitor=f"{visitor.pk:x}")
    return visit_token.write(named, site.organisation_id, settings.SECRET_KEY)


def recognise_writer(site: SiteFacts, token: str, person_id: int | None, view: str, *, quiet: bool) -> str:
    """As `recognise`, for who has just left an address; "" where nobody did, or browser or site wish otherwise."""
    if quiet or person_id is None or not wishes_of(site.id).recognise:
        return ""
    return recognise(site, token, person_id, view)


def recognise_asker(site: SiteFacts, token: str, request_token: str, view: str) -> str | None:
    """As `recognise`, for who has just made a request; None where there is no such request, or it was too long ago.

    Where the site wishes nobody recognised, the token comes back as it was.
    """
    asked_id, person_id = asked_by(site, request_token) or (0, None)
    if person_id is None:
        return None
    return recognise(site, token, person_id, view, asked_id) if wishes_of(site.id).recognise else token


def asked_by(site: SiteFacts, request_token: str) -> tuple[int, int | None] | None:
    """The request with this token and whose it is, within some minutes of it: the proof that they agreed just now."""
    asked = CallbackRequest.objects.filter(token=request_token, site_id=site.id, created_at__gt=clock.now() - JUST_NOW)
    return asked.values_list("id", "person_id").first()


def kept_number(site: SiteFacts, token: str) -> str:
    """The number (E.164) that who a token names has typed; "" for strangers, and where their consent no longer holds.

    Never another number of the same person: whoever types somebody's number must not learn of a second one.
    """
    named = visit_token.read(token, site.organisation_id, settings.SECRET_KEY)
    visitor = visitor_of(site.organisation_id, named)
    if visitor is None or visitor.person_id is None or not people.has_consent(visitor.person_id, PURPOSE):
        return ""
    if not wishes_of(site.id).recognise:
        return ""
    return visitor.asked.phone if visitor.asked is not None else ""


def forget(site: SiteFacts, token: str) -> str:
    """The token without its visitor, who is a stranger from now on; their visits stay, and are nobody's."""
    named = visit_token.read(token, site.organisation_id, settings.SECRET_KEY) or visit_token.fresh(clock.now())
    visitor = visitor_of(site.organisation_id, named)
    if visitor is not None:
        with transaction.atomic():
            Visit.objects.filter(visitor=visitor).update(visitor=None, network="")
            visitor.delete()
    return visit_token.write(replace(named, visitor=""), site.organisation_id, settings.SECRET_KEY)


def wishes_of(site_id: int) -> VisitorWishes:
    """What the site wishes about visitors who are known; its own row or the defaults."""
    return VisitorWishes.objects.filter(site_id=site_id).first() or VisitorWishes(site_id=site_id)


def save_wishes(actor: Actor, site_id: int, *, recognise: bool, alerts: bool, most_alerts_a_day: int) -> None:
    """Change what a site wishes. Raises NotFoundError, NotAllowedError, FieldError."""
    site_of(actor, site_id)
    if not 0 <= most_alerts_a_day <= MOST_ALERTS:
        raise FieldError("most_alerts_a_day", _("This number is out of range."), _("Give a number from 0 to 1,000."))
    values = {"recognise": recognise, "alerts": alerts, "most_alerts_a_day": most_alerts_a_day}
    with transaction.atomic():
        VisitorWishes.objects.update_or_create(site_id=site_id, defaults=values)
        audit(actor, "site.visitors_changed", f"site {site_id}", **values)


def _adopt(visitor: Visitor, key: int, standing: Standing) -> int | None:
    """Make the visit of a page view the visitor's own; None where nothing is known of the view."""
    view = PageView.objects.filter(key=key, site_id=visitor.site_id).first()
    if view is None:
        return None
    visit = Visit.objects.filter(id=view.visit_id or key).first()
    if visit is None:
        visit = _begin(view)
    if visit.visitor_id is None:
        visit.visitor_id, visit.standing = visitor.pk, standing
        visit.save(update_fields=["visitor", "standing"])
    return visit.pk


def _begin(view: PageView) -> Visit:
    """A visit that begins in the middle: where it came from was not asked for before consent."""
    vocabulary = Vocabulary()
    visit = Visit.objects.create(
        id=view.key,
        site_id=view.site_id,
        at=view.at,
        last_at=view.at,
        page_id=view.page_id,
        source_id=vocabulary.source(view.site_id, rules.UNKNOWN).id,
        place_id=vocabulary.place(words.place("", "")).id,
        device_id=vocabulary.device(words.device("", "", "")).id,
    )
    vocabulary.store()
    PageView.objects.filter(key=view.key).update(visit_id=visit.pk)
    return visit
