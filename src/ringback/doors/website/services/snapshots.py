"""A site as the public hot path needs it: plain values, read in one query, kept for a few seconds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from ringback.base.kit import clock
from ringback.channels.messages import services as messages
from ringback.channels.voice import services as voice
from ringback.core.hours.services import calendar_for
from ringback.core.promises.services import Policy, policy_for
from ringback.doors.website import rules
from ringback.doors.website.models import Department, PromptRule, Site
from ringback.doors.website.slots.rules import Terms
from ringback.doors.website.slots.services import closed
from ringback.doors.website.triggers import Rule

SEEN_EVERY = timedelta(hours=1)
DOOR = "website"
KIND = "website.callback"


@dataclass(frozen=True, slots=True)
class DepartmentFacts:
    """A department as the public sees it, and who is rung for it. `names`: by two letters. None: nobody yet."""

    key: str
    name: str
    names: Mapping[str, str]
    group_id: int | None
    pages: tuple[str, ...]
    calendar_id: int | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What is known of one site. `origins` are as browsers send them; empty `countries`: the site's own only.

    `policy`: what is done when a callback of it cannot be kept at once. `calendar_id`: whose hours bind what is done
    then, that of the hunt group or of the site; None: the organisation's own, if it has any. `closed`: for which
    departments ("": the site) no call now was taken when this was read, and until when. `holds`: some group
    of it rings first who has proven their number.
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
    skills: str = ""
    policy: Policy = rules.CALLBACK_POLICY
    calendar_id: int | None = None
    faces: Mapping[str, Any] = field(default_factory=dict)
    logo: str = ""
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variants: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    held_out_percent: int = 0
    quiet_days: int = 7
    departments: tuple[DepartmentFacts, ...] = ()
    prompt_rules: tuple[Rule, ...] = ()
    terms: Terms = field(default_factory=Terms)
    writing: Mapping[str, Any] = field(default_factory=dict)
    closed: Mapping[str, datetime | None] = field(default_factory=dict)
    holds: bool = False

    @property
    def asks_visits(self) -> bool:
        """Whether its pages ask, before they show anything, what may be shown."""
        return bool(self.held_out_percent or self.variants or self.prompt_rules)

    @property
    def has_variants(self) -> bool:
        """Whether half of the visitors read other words, of the widget or of a prompt."""
        return bool(self.variants) or any(rule.second for rule in self.prompt_rules)

    def department(self, key: str | None) -> str:
        """`key` if there is such a department and somebody is rung for it; else ""."""
        return next((one.key for one in self.departments if one.key == key and one.group_id), "")

    def route(self, department: str) -> tuple[int | None, int | None]:
        """(group id, calendar id): who is rung for a department's key, and whose hours bind. Unknown: the site's."""
        found = next((one for one in self.departments if one.key == department and one.group_id), None)
        return (found.group_id, found.calendar_id) if found else (self.group_id, self.calendar_id)

    def takes_calls(self, department: str) -> bool:
        """Whether a call now can be asked for (MISSION W7)."""
        if department not in self.closed:
            return True
        opens_at = self.closed[department]
        return opens_at is not None and opens_at <= clock.now()

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
        consent_texts={**site.consent_texts, **_translated(site), site.consent_version: site.consent_text},
        consent_version=site.consent_version,
        privacy_url=site.privacy_url,
        proof_of_work=site.proof_of_work,
        skills=site.skills,
        most_per_address_hour=site.most_per_address_hour,
        most_per_number_day=site.most_per_number_day,
        most_per_site_hour=site.most_per_site_hour,
        paused=site.paused,
        seen_at=site.seen_at,
        faces=site.faces,
        logo=site.logo.name or "",
        languages=site.languages,
        variants=site.variants,
        held_out_percent=site.held_out_percent,
        quiet_days=site.quiet_days,
        terms=Terms.from_json(site.slots),
        writing=site.writing,
    )


def _translated(site: Site) -> dict[str, str]:
    """The consent texts in the site's other languages, by version."""
    texts = (words.get("consent", "") for words in site.languages.values())
    return {rules.consent_version(text): text for text in texts if text}


def rule_of(row: PromptRule) -> Rule:
    """A stored rule as the decisions take it."""
    return Rule(
        id=row.pk,
        name=row.name,
        seconds=row.seconds,
        scroll=row.scroll,
        on_exit=row.on_exit,
        pages=tuple(row.pages),
        not_pages=tuple(row.not_pages),
        utm=tuple((name, pattern) for name, pattern in row.utm),
        visitor=row.visitor,
        device=row.device,
        poll=row.poll_id,
        texts=row.texts,
        second=row.second,
    )


def _departments(site: Site) -> tuple[DepartmentFacts, ...]:
    return tuple(
        DepartmentFacts(
            one.key,
            one.name,
            one.names,
            one.group_id,
            tuple(one.pages),
            calendar_for(site.organisation_id, site_id=site.pk, group_id=one.group_id),
        )
        for one in Department.objects.filter(site_id=site.pk).order_by("position", "id")
    )


def facts_by_key(key: str) -> SiteFacts | None:
    """The site with this public key, or None. Ten queries at most, one for each department and one for each group."""
    site = Site.objects.filter(key=key).annotate(owner_name=F("organisation__name")).first()
    if site is None:
        return None
    policy = policy_for(site.organisation_id, DOOR, KIND, rules.CALLBACK_POLICY)
    calendar_id = calendar_for(site.organisation_id, site_id=site.pk, group_id=site.group_id)
    # A rule whose poll rests does not prompt for a call instead.
    prompting = PromptRule.objects.filter(Q(poll=None) | Q(poll__active=True), site_id=site.pk, active=True)
    facts = replace(
        facts_of(site, site.owner_name),
        policy=policy,
        calendar_id=calendar_id,
        departments=_departments(site),
        prompt_rules=tuple(rule_of(row) for row in prompting.order_by("position", "id")),
    )
    return replace(facts, closed=closed(facts), holds=_holds(facts))


def _holds(facts: SiteFacts) -> bool:
    """Whether some visitor of the site may be rung first, once a code in a text message proved their number."""
    groups = {facts.group_id, *(one.group_id for one in facts.departments)} - {None}
    return messages.carries("sms") and voice.some_ring_first(key for key in groups if key is not None)


def all_origins() -> frozenset[str]:
    """Every origin that some site of this installation names."""
    return frozenset(origin for origins in Site.objects.values_list("origins", flat=True) for origin in origins)


def mark_seen(site_id: int) -> None:
    """Note that the site's script was fetched by one of its pages, at most once an hour."""
    now = clock.now()
    stale = Q(seen_at=None) | Q(seen_at__lt=now - SEEN_EVERY)
    with transaction.atomic():
        Site.objects.filter(stale, id=site_id).update(seen_at=now)
