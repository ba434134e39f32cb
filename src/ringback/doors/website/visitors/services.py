"""Recognising visitors: from consent on, and never before."""

import secrets
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from ringback.base.kit import clock
from ringback.doors.website import visit_token
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.visit_token import Token
from ringback.doors.website.visitors import returning, rules, words
from ringback.doors.website.visitors.models import PageView, Standing, Visit, Visitor
from ringback.doors.website.visitors.vocabulary import Vocabulary


def visitor_of(organisation_id: int, token: Token | None) -> Visitor | None:
    """Who is recognised by a token that was read; None for strangers, and for those who have been forgotten."""
    number = returning.number_in(token)
    return None if number is None else Visitor.objects.filter(id=number, organisation_id=organisation_id).first()


def recognise(site: SiteFacts, token: str, person_id: int, view: str = "") -> str:
    """The token, from now on naming a visitor who is this person: call it after they agreed, never before.

    `view` is the page view they are at, as the page named it: its visit becomes theirs. Where the token names a visitor
    who is somebody else (a shared computer), they get a new one. Beside the hot path: some eight statements.
    """
    given = visit_token.read(token, site.organisation_id, settings.SECRET_KEY)
    with transaction.atomic():
        before = Visitor.objects.filter(organisation_id=site.organisation_id, person_id=person_id)
        standing = Standing.RETURNING if before.exists() else Standing.NEW
        visitor = visitor_of(site.organisation_id, given)
        if visitor is None or visitor.person_id not in (None, person_id):
            visitor = Visitor(id=secrets.randbits(63), organisation_id=site.organisation_id, site_id=site.id)
        visitor.person_id, visitor.seen_at = person_id, clock.now()
        if view:
            visitor.visit = _adopt(visitor, words.key_of("view", site.id, view), standing) or visitor.visit
        visitor.save()
    named = replace(given or visit_token.fresh(clock.now()), visitor=f"{visitor.pk:x}")
    return visit_token.write(named, site.organisation_id, settings.SECRET_KEY)


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
