"""A site as the public hot path needs it: plain values, read in one query, kept for a few seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from ringback.base.kit import clock
from ringback.core.hours.services import calendar_for
from ringback.core.promises.services import Policy, policy_for
from ringback.doors.website import rules
from ringback.doors.website.models import Site

SEEN_EVERY = timedelta(hours=1)
DOOR = "website"
KIND = "website.callback"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of one site. `origins` are as browsers send them; empty `countries`: the site's own only.

    `policy`: what is done when a callback of it cannot be kept at once. `calendar_id`: whose hours bind what is done
    then, that of the hunt group or of the site; None: the organisation's own, if it has any.
    """

    id: int
    organisation_id: int
    organisation_name: str
    key: str
    name: str
    origins: frozenset[str]
    group_id: int | None
    country: str
    countries: frozenset[str]
    zone: str
    language: str
    appearance: Mapping[str, Any]
    consent_texts: Mapping[str, str]
    consent_version: str
    privacy_url: str
    proof_of_work: bool
    most_per_address_hour: int
    most_per_number_day: int
    most_per_site_hour: int
    paused: bool
    seen_at: datetime | None
    policy: Policy = rules.CALLBACK_POLICY
    calendar_id: int | None = None

    @classmethod
    def blank(cls, organisation_id: int, organisation_name: str) -> "SiteFacts":
        """A site of the organisation that exists nowhere; what a preview starts from."""
        site = Site(organisation_id=organisation_id, key="preview", consent_version="preview")
        return facts_of(site, organisation_name)


def facts_of(site: Site, organisation_name: str) -> SiteFacts:
    """The facts of a loaded site."""
    return SiteFacts(
        id=site.pk,
        organisation_id=site.organisation_id,
        organisation_name=organisation_name,
        key=site.key,
        name=site.name,
        origins=frozenset(site.origins),
        group_id=site.group_id,
        country=site.country,
        countries=frozenset(site.countries),
        zone=site.zone,
        language=site.language,
        appearance=site.appearance,
        consent_texts={**site.consent_texts, site.consent_version: site.consent_text},
        consent_version=site.consent_version,
        privacy_url=site.privacy_url,
        proof_of_work=site.proof_of_work,
        most_per_address_hour=site.most_per_address_hour,
        most_per_number_day=site.most_per_number_day,
        most_per_site_hour=site.most_per_site_hour,
        paused=site.paused,
        seen_at=site.seen_at,
    )


def facts_by_key(key: str) -> SiteFacts | None:
    """The site with this public key, or None. Three queries."""
    site = Site.objects.filter(key=key).annotate(owner_name=F("organisation__name")).first()
    if site is None:
        return None
    policy = policy_for(site.organisation_id, DOOR, KIND, rules.CALLBACK_POLICY)
    calendar_id = calendar_for(site.organisation_id, site_id=site.pk, group_id=site.group_id)
    return replace(facts_of(site, site.owner_name), policy=policy, calendar_id=calendar_id)


def all_origins() -> frozenset[str]:
    """Every origin that some site of this installation names."""
    return frozenset(origin for origins in Site.objects.values_list("origins", flat=True) for origin in origins)


def mark_seen(site_id: int) -> None:
    """Note that the site's script was fetched by one of its pages, at most once an hour."""
    now = clock.now()
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)
    with transaction.atomic():
        Site.objects.filter(stale, id=site_id).update(seen_at=now)
