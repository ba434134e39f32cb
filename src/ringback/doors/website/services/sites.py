"""Making and changing sites: what a person says of one, checked."""

import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import phonenumbers
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require, require_reach
from ringback.base.database import doorbell
from ringback.base.kit import ids
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.origins import origin_of
from ringback.core.hours.services import forget_calendar
from ringback.doors.website import rules
from ringback.doors.website.models import CallbackRequest, Site
from ringback.doors.website.spoken import SPOKEN

MOST_ORIGINS = 20
MOST_LIMIT = 1_000_000
KEPT_CONSENTS = 12
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LIMITS = ("most_per_address_hour", "most_per_number_day", "most_per_site_hour")
_WORDS = {"title": 80, "text": 300, "button": 40}


@dataclass(frozen=True, slots=True)
class SiteValues:
    """What a person says of a site. `phone` is a plain number to show beside the widget, as it shall be read;
    `skills` are words with commas between, which whoever is rung should have."""

    name: str
    origins: Sequence[str]
    group_id: int | None
    country: str
    consent_text: str
    countries: Sequence[str] = ()
    zone: str = "Europe/Berlin"
    language: str = "en"
    title: str = ""
    text: str = ""
    button: str = ""
    colour: str = ""
    position: str = "right"
    phone: str = ""
    name_field: bool = True
    privacy_url: str = ""
    proof_of_work: bool = False
    most_per_address_hour: int = 10
    most_per_number_day: int = 5
    most_per_site_hour: int = 300
    skills: str = ""


def sites_of(actor: Actor, permission: str = "calls.see") -> list[Site]:
    """The organisation's sites within the actor's reach, by name."""
    reach = require_reach(actor, permission)
    sites = Site.objects.filter(organisation_id=actor.organisation_id).select_related("group")
    if not reach.everywhere:
        sites = sites.filter(id__in=reach.ids("site"))
    return list(sites.order_by("name", "id"))


def site_of(actor: Actor, site_id: int, permission: str = "setup.edit") -> Site:
    """One site of the actor's organisation. Raises NotFoundError, or NotAllowedError when out of reach."""
    site = Site.objects.filter(organisation_id=actor.organisation_id, id=site_id).select_related("group").first()
    if site is None:
        raise NotFoundError(_("There is no such site."))
    require(actor, permission, ("site", site_id))
    return site


def site_choices(organisation_id: int) -> list[tuple[int, str]]:
    """(id, name) of the organisation's sites, for grants that reach one site only."""
    return list(Site.objects.filter(organisation_id=organisation_id).order_by("name").values_list("id", "name"))


def group_choices(actor: Actor) -> list[tuple[int, str]]:
    """(id, name) of the hunt groups a site can ring, through the site's own foreign key."""
    return groups_of(actor.organisation_id)


def groups_of(organisation_id: int) -> list[tuple[int, str]]:
    """(id, name) of an organisation's hunt groups."""
    groups = Site.group.field.related_model._default_manager.filter(organisation_id=organisation_id)
    return list(groups.order_by("name", "id").values_list("id", "name"))


def save_site(actor: Actor, site_id: int | None, values: SiteValues) -> Site:
    """Make a site, or change `site_id`. Raises FieldError naming the field and its mend."""
    scopes = () if site_id is None else (("site", site_id),)
    require(actor, "setup.edit", *scopes)
    fields = _checked(actor, values)
    with transaction.atomic():
        if site_id is None:
            site = Site(organisation_id=actor.organisation_id, key=ids.public_id())
        else:
            site = locked(actor, site_id)
        before = {name: getattr(site, name) for name in fields}
        _keep_consent(site, fields)
        for name, value in fields.items():
            setattr(site, name, value)
        site.save()
        changed = sorted(name for name, value in fields.items() if before[name] != value)
        _tell(actor, "site.changed" if site_id else "site.made", site.pk, fields=changed)
    return site


def pause_site(actor: Actor, site_id: int, *, paused: bool) -> None:
    """Let the site's widget disappear, or come back. Calls under way go on."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        site = locked(actor, site_id)
        if site.paused != paused:
            site.paused = paused
            site.save(update_fields=["paused"])
            _tell(actor, "site.paused" if paused else "site.resumed", site_id)


def save_experiment(actor: Actor, site_id: int, *, quiet_days: int, held_out_percent: int) -> None:
    """Set for how long a site is quiet after a dismissed prompt, and the share of visitors that never see it."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        site = locked(actor, site_id)
        site.quiet_days, site.held_out_percent = quiet_days, held_out_percent
        site.save(update_fields=["quiet_days", "held_out_percent"])
        _tell(actor, "site.experiment_changed", site_id, held_out_percent=held_out_percent, quiet_days=quiet_days)


def save_writing(actor: Actor, site_id: int, writing: Mapping[str, Any]) -> None:
    """Set what visitors may do beside asking for a call; `writing` as Site has it, checked by its own part."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        site = locked(actor, site_id)
        site.writing = dict(writing)
        site.save(update_fields=["writing"])
        _tell(actor, "site.writing_changed", site_id)


def delete_site(actor: Actor, site_id: int) -> None:
    """Delete a site and its requests; its calls stay. Raises ConflictError while somebody waits for a call from it."""
    require(actor, "setup.edit", ("site", site_id))
    with transaction.atomic():
        site = locked(actor, site_id)
        if CallbackRequest.objects.filter(site=site, open_phone__isnull=False).exists():
            raise ConflictError(_("Somebody is waiting for a call from this site: pause it, and delete it later."))
        site.delete()
        forget_calendar(actor, "site", site_id)
        _tell(actor, "site.deleted", site_id)


def locked(actor: Actor, site_id: int) -> Site:
    """One site of the organisation, locked for the transaction. Raises NotFoundError."""
    site = Site.objects.select_for_update().filter(organisation_id=actor.organisation_id, id=site_id).first()
    if site is None:
        raise NotFoundError(_("There is no such site."))
    return site


def _tell(actor: Actor, action: str, site_id: int, **detail: Any) -> None:
    audit(actor, action, f"site {site_id}", **detail)
    doorbell.ring("desk", organisation=actor.organisation_id, what="sites")


def _keep_consent(site: Site, fields: dict[str, Any]) -> None:
    """Put the text that is being replaced beside the earlier ones: some pages still show it."""
    earlier = dict(site.consent_texts)
    if site.consent_version and site.consent_version != fields["consent_version"]:
        earlier.pop(site.consent_version, None)
        earlier[site.consent_version] = site.consent_text
    site.consent_texts = dict(list(earlier.items())[-KEPT_CONSENTS:])


def _checked(actor: Actor, values: SiteValues) -> dict[str, Any]:
    consent = values.consent_text.strip()
    if not consent or len(consent) > 1000:
        raise FieldError(
            "consent_text",
            _("Visitors must be told what they agree to, in at most 1,000 characters."),
            _("Say who calls, and what for."),
        )
    limits = {name: _limit(name, getattr(values, name)) for name in _LIMITS}
    return {
        "name": _name(values.name),
        "origins": _origins(values.origins),
        "group_id": _group(actor, values.group_id),
        "country": _country("country", values.country),
        "countries": sorted({_country("countries", country) for country in values.countries}),
        "zone": _zone(values.zone),
        "language": _language(values.language),
        "appearance": _appearance(values),
        "consent_text": consent,
        "consent_version": rules.consent_version(consent),
        "privacy_url": _privacy(values.privacy_url),
        "proof_of_work": values.proof_of_work,
        "skills": rules.one_line(values.skills, 200),
    } | limits


def _name(text: str) -> str:
    name = rules.one_line(text, 81)
    if not name or len(name) > 80:
        raise FieldError("name", _("A name of 1 to 80 characters is needed."), _("Name it as your team does."))
    return name


def _origins(texts: Sequence[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        origin = origin_of(text if "://" in text else f"https://{text}")
        if origin is None:
            raise FieldError(
                "origins",
                _("“%(text)s” is no web address.") % {"text": text[:60]},
                _("Write https://www.shop.example."),
            )
        if origin not in found:
            found.append(origin)
    if not found or len(found) > MOST_ORIGINS:
        raise FieldError(
            "origins",
            _("Name 1 to 20 web addresses."),
            _("Write the address of each site that shows the widget."),
        )
    return found


def _group(actor: Actor, group_id: int | None) -> int | None:
    if group_id is None:
        return None
    if group_id not in dict(group_choices(actor)):
        raise FieldError("group", _("There is no such hunt group."), _("Choose one from the list."))
    return group_id


def _country(field: str, text: str) -> str:
    country = text.strip().upper()
    if country not in phonenumbers.SUPPORTED_REGIONS:
        raise FieldError(
            field,
            _("“%(text)s” is no country we know.") % {"text": text[:20]},
            _("Use two letters, as DE or US."),
        )
    return country


@lru_cache(maxsize=1)
def zones() -> frozenset[str]:
    """The IANA time zones of this machine; looked up once, since it reads hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def known_zone(text: str) -> str:
    """The zone a page named, or "" where there is none of that name."""
    return text if text in zones() else ""


def _zone(text: str) -> str:
    if text not in zones():
        raise FieldError("zone", _("There is no such time zone."), _("Choose one from the list, as Europe/Berlin."))
    return text


def _language(text: str) -> str:
    if text not in dict(SPOKEN):
        raise FieldError("language", _("Ringback does not speak this language."), _("Choose one from the list."))
    return text


def _limit(name: str, value: int) -> int:
    if not 1 <= value <= MOST_LIMIT:
        raise FieldError(name, _("This limit is out of range."), _("Give a number from 1 to 1,000,000."))
    return value


def _privacy(text: str) -> str:
    address = text.strip()
    if address and origin_of(address) is None:
        raise FieldError("privacy_url", _("This is no web address."), _("Write https://www.shop.example/privacy."))
    return address[:200]


def _appearance(values: SiteValues) -> dict[str, Any]:
    words = {name: rules.one_line(getattr(values, name), most) for name, most in _WORDS.items()}
    if values.colour and not _COLOUR.fullmatch(values.colour):
        raise FieldError("colour", _("This is no colour."), _("Write it as #1f6feb."))
    if values.position not in ("right", "left"):
        raise FieldError("position", _("There is no such place."), _("Choose right or left."))
    return {
        **words,
        "colour": values.colour.lower(),
        "position": values.position,
        "phone": rules.one_line(values.phone, 40),
        "name_field": values.name_field,
    }
