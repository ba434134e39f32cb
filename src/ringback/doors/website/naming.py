"""What the things are called that visits are counted by. Read-only; keys that are gone have no name."""

from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from django.utils.functional import Promise as Text
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import country_name
from ringback.doors.website.models import Site
from ringback.doors.website.visitors.models import Device, Page, Place, Source, Standing

Names = Mapping[int, str]

# A database takes only so many values in one statement.
_AT_ONCE = 10_000
_CLASSES: Mapping[str, str | Text] = {
    "search": _("Search"),
    "social": _("Social media"),
    "mail": _("Mail"),
    "ads": _("Advertising"),
    "referral": _("Other sites"),
    "direct": _("Direct"),
}
_DEVICES: Mapping[str, str | Text] = {"phone": _("Phone"), "tablet": _("Tablet"), "computer": _("Computer")}


def sites(keys: Collection[int]) -> Names:
    """Sites by what their owners call them."""
    return dict(Site.objects.filter(id__in=keys).values_list("id", "name"))


def pages(keys: Collection[int]) -> Names:
    """Pages by their paths; those of several sites with one path are one."""
    return {
        key: path for some in _some(keys) for key, path in Page.objects.filter(id__in=some).values_list("id", "path")
    }


def sources(keys: Collection[int]) -> Names:
    """Sources by class and who it was: "Search: google"."""
    return {source.pk: _source_words(source) for source in _sources(keys)}


def campaigns(keys: Collection[int]) -> Names:
    """Sources by the campaign that utm_campaign named."""
    return {source.pk: source.campaign for source in _sources(keys)}


def queries(keys: Collection[int]) -> Names:
    """Sources by what was searched for."""
    return {source.pk: source.query for source in _sources(keys)}


def places(keys: Collection[int]) -> Names:
    """Cities with their countries."""
    language = (get_language() or "en").partition("-")[0]
    found = (place for some in _some(keys) for place in Place.objects.filter(id__in=some))
    return {place.pk: ", ".join(filter(None, (place.city, _country(place.country, language)))) for place in found}


def devices(keys: Collection[int]) -> Names:
    """Kinds of devices, without browsers and systems."""
    found = (device for some in _some(keys) for device in Device.objects.filter(id__in=some))
    return {device.pk: str(_DEVICES.get(device.kind, "")) for device in found}


def standings(keys: Collection[int]) -> Names:
    """New, returning, or unknown: without consent it is not known."""
    return {key: str(Standing(key).label) for key in keys if key in Standing.values}


def _source_words(source: Source) -> str:
    kind = str(_CLASSES.get(source.kind, ""))
    return f"{kind}: {source.label}" if kind and source.label else kind or source.label


def _country(code: str, language: str) -> str:
    return country_name(code, language) if code else ""


def _sources(keys: Collection[int]) -> Iterator[Source]:
    for some in _some(keys):
        yield from Source.objects.filter(id__in=some)


def _some(keys: Collection[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
