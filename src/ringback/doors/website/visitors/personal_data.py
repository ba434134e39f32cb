"""What visits hold about those who agreed to be recognised: handed out, untied on erasure, gone when it is old."""

from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from ringback.core.people import services as people
from ringback.core.people.services import Erased, Held, PersonalData, RetentionKind, Section, Subject
from ringback.doors.website.models import Site
from ringback.doors.website.visitors.models import PageView, SiteEvent, Visit, Visitor

VISITS = "visits"
VISITS_DAYS = 400
NETWORKS_DAYS = 7
VISITORS_DAYS = 730
_VISIT = (
    "site__name",
    "at",
    "last_at",
    "page__path",
    "source__kind",
    "source__label",
    "source__campaign",
    "source__query",
    "place__city",
    "place__country",
    "device__kind",
    "device__browser",
    "device__system",
    "network",
)
# Several times what is asked for at once elsewhere: these rows are small, and many.
_TIMES = 25


def register() -> None:
    """Register what is held and what expires; doing so again changes nothing."""
    people.register(PersonalData("visitors", ("website.Visitor.person",), export, erase))
    for kind in (
        RetentionKind(
            "visit_networks",
            _("Addresses of visits"),
            _("What is kept of a visitor's internet address: its network, to find abuse. The visits stay."),
            NETWORKS_DAYS,
            expire_networks,
        ),
        RetentionKind(
            VISITS,
            _("Visits"),
            _("Page views, visits and goals, one by one. The figures of each day stay."),
            VISITS_DAYS,
            expire_visits,
        ),
        RetentionKind(
            "visitors",
            _("Recognised visitors"),
            _("Who agreed to be recognised is a stranger again when they have not come back for so long."),
            VISITORS_DAYS,
            expire_visitors,
        ),
    ):
        people.register_retention(kind)


def export(subject: Subject) -> Held:
    """The visits of the person, and the pages looked at."""
    visits = Visit.objects.filter(visitor__in=_visitors_of(subject)).order_by("at")
    views = PageView.objects.filter(visit__in=visits).order_by("at")
    return Held(
        [
            Section(
                "Recognised since", list(_visitors_of(subject).order_by("created_at").values("created_at", "seen_at"))
            ),
            Section("Visits", list(visits.values(*_VISIT))),
            Section("Pages looked at", list(views.values("site__name", "at", "page__path", "seconds"))),
        ]
    )


def erase(subject: Subject) -> Erased:
    """The visits stay to be counted and are nobody's; the number in the browser's token names nobody any more."""
    visits = Visit.objects.filter(visitor__in=_visitors_of(subject))
    untied = visits.update(visitor=None, network="")
    return Erased({"visitors": _visitors_of(subject).delete()[0], "visits": untied})


def expire_networks(organisation_id: int, before: datetime, most: int) -> int:
    """Empty the addresses of old visits."""
    old = _of(Visit, organisation_id).filter(at__lt=before).exclude(network="").values("id")[: most * _TIMES]
    return Visit.objects.filter(id__in=list(old.values_list("id", flat=True))).update(network="")


def expire_visits(organisation_id: int, before: datetime, most: int) -> int:
    """Take away page views, events and visits. Their days have been counted in the nights before."""
    return sum(_expire(model, organisation_id, before, most * _TIMES) for model in (PageView, SiteEvent, Visit))


def expire_visitors(organisation_id: int, before: datetime, most: int) -> int:
    """Forget visitors who have not come for so long; their visits stay, and are nobody's."""
    old = list(
        Visitor.objects.filter(organisation_id=organisation_id, seen_at__lt=before).values_list("id", flat=True)[:most]
    )
    with transaction.atomic():
        Visit.objects.filter(visitor_id__in=old).update(visitor=None)
        Visitor.objects.filter(id__in=old).delete()
    return len(old)


def _expire(model: type[models.Model], organisation_id: int, before: datetime, most: int) -> int:
    old = _of(model, organisation_id).filter(at__lt=before).values_list("pk", flat=True)[:most]
    return model._default_manager.filter(pk__in=list(old)).delete()[0]


def _of(model: type[models.Model], organisation_id: int) -> "models.QuerySet[models.Model]":
    sites = list(Site.objects.filter(organisation_id=organisation_id).values_list("id", flat=True))
    return model._default_manager.filter(site_id__in=sites)


def _visitors_of(subject: Subject) -> "models.QuerySet[Visitor]":
    return Visitor.objects.filter(person_id__in=subject.person_ids, organisation_id=subject.organisation_id)
