"""A known lead has come back: whoever spoke with them hears of it at once, with what they looked at (MISSION W12)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from ringback.base.accounts import services as accounts
from ringback.base.kit.errors import RingbackError
from ringback.channels.voice import services as voice
from ringback.core.promises import services as promises
from ringback.doors.website.models import CallbackRequest
from ringback.doors.website.rules import page_words
from ringback.doors.website.services.snapshots import DOOR
from ringback.doors.website.visitors.events import Happened
from ringback.doors.website.visitors.models import PageView, Visitor, VisitorWishes

LEAD_BACK = "lead_back"
LEAST_AWAY = timedelta(hours=4)
DAY = timedelta(days=1)
MOST_PAGES = 3


def tell(visitor: Visitor, begun: Happened, away: timedelta) -> None:
    """Tell of the visit that has `begun` after so long; once a visit, in the batch's transaction.

    Silent while they wait for a call of ours anyway, where the site wishes so, and beyond the site's cap of a day.
    """
    if visitor.person_id is None or away < LEAST_AWAY or not _wished(visitor, begun.at):
        return
    if CallbackRequest.objects.filter(person_id=visitor.person_id, open_phone__isnull=False).exists():
        return
    try:
        with transaction.atomic():
            _notify(visitor, begun, begun.at - away)
    except RingbackError:
        return  # the visit stands, even where nobody can be told
    Visitor.objects.filter(id=visitor.pk).update(alerted_at=begun.at)


def _wished(visitor: Visitor, at: datetime) -> bool:
    wishes = VisitorWishes.objects.filter(site_id=visitor.site_id).first() or VisitorWishes()
    today = Visitor.objects.filter(site_id=visitor.site_id, alerted_at__gt=at - DAY).count()
    return wishes.alerts and wishes.recognise and today < wishes.most_alerts_a_day


def _notify(visitor: Visitor, begun: Happened, seen_at: datetime) -> None:
    values = {
        "site": begun.site.name,
        "page": page_words(begun.event.page.partition("?")[0]),
        "before": ", ".join(_seen_before(visitor)),
        "seen_at": seen_at.isoformat(),
    }
    url = reverse("visitors:visit", args=[begun.view])
    key = f"back {begun.view}"
    about = visitor.person_id
    members = _whom(visitor.organisation_id, about or 0, begun.site.group_id)
    promises.notify(visitor.organisation_id, members, LEAD_BACK, values, url=url, key=key, door=DOOR, person_id=about)


def _whom(organisation_id: int, person_id: int, group_id: int | None) -> list[int]:
    """Whoever spoke with them, else the hunt group that takes the site's calls, else who leads the organisation."""
    spoken_to = voice.member_spoken_to(person_id)
    if spoken_to is not None:
        return [spoken_to]
    group = voice.members_of_group(organisation_id, group_id) if group_id is not None else []
    known = {member_id for member_id in group if member_id is not None}
    return sorted(known) or accounts.leads_of(organisation_id)


def _seen_before(visitor: Visitor) -> list[str]:
    """The last pages they looked at before, in words, the newest first."""
    views = PageView.objects.filter(visit__visitor=visitor).order_by("-at").values_list("page__path", flat=True)[:20]
    return list(dict.fromkeys(filter(None, map(page_words, views))))[:MOST_PAGES]
