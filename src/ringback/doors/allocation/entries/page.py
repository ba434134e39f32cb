"""How the public pages of a campaign are made: in the applicant's language around the campaign's own texts."""

from collections.abc import Callable, Mapping
from threading import Lock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.doors.allocation.campaigns.rules import CampaignFacts, RegionFacts, is_open
from ringback.doors.allocation.entries import form
from ringback.doors.allocation.entries.form import Filled
from ringback.doors.allocation.entries.pricing import amount
from ringback.doors.allocation.entries.pricing import shown as price_shown
from ringback.doors.allocation.entries.saying import (
    OWN_NAMES,
    VOCABULARY,
    consent_text,
    delivery,
    language_of,
    last_day,
    version_of,
)
from ringback.doors.allocation.entries.submissions import shown_price

# Stands in a remembered page where each form gets a token of its own.
PLACE_OF_TOKEN = "a-token-of-this-form-alone"
PAGE_SECONDS = 3.0
MOST_PAGES = 200

_pages: dict[tuple[str, str], tuple[float, bytes]] = {}
_lock = Lock()


def remembered(key: tuple[str, str], make: Callable[[], bytes]) -> bytes:
    """The page of that key, made anew every few seconds: in a rush everybody asks for the same."""
    with _lock:
        known = _pages.get(key)
    if known is not None and known[0] > clock.monotonic():
        return known[1]
    content = make()
    with _lock:
        if len(_pages) >= MOST_PAGES:
            _pages.clear()
        _pages[key] = (clock.monotonic() + PAGE_SECONDS, content)
    return content


def language_asked(request: HttpRequest, campaign: CampaignFacts, otherwise: str = "") -> str:
    """The language that was chosen on the page, else the campaign's."""
    asked = request.POST.get("language") or request.GET.get("language") or otherwise
    return language_of(asked[:20], campaign.language)


def shown(
    request: HttpRequest,
    campaign: CampaignFacts,
    filled: Filled,
    form_token: str,
    language: str,
    *,
    wrong: Mapping[str, FieldError] | None = None,
    note: str = "",
    refusal: str = "",
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The campaign with the form as it stands; `note` is one of our words, `refusal` a text."""
    found, words = wrong or {}, VOCABULARY.words(language)
    text = consent_text(language, campaign.organisation)
    prices = {one.key: amount(one.price, campaign.currency, language) for one in campaign.options if one.price}
    price = shown_price(campaign, filled.country, filled.options or [])
    values = {
        "filled": filled,
        "form_token": form_token,
        "questions": form.questions(campaign, filled, found, language),
        "groups": form.groups(campaign, filled, prices),
        "countries": form.countries(campaign, filled.country, language),
        "consent_text": text,
        "consent_version": version_of(text),
        "wrong": {field: form.said(error) for field, error in found.items()},
        "note": refusal or words.get(note, ""),
        "is_good": note == "saved",
        "saved": saved,
        "delivered": delivery(campaign.delivery_from, campaign.delivery_until, language),
        "fills": True,
        "base_price": amount(campaign.base_price, campaign.currency, language) if campaign.base_price else "",
        "price": price_shown(price, language) if price and campaign.base_price else None,
    }
    return public_page(request, campaign, "allocation/entries/apply.html", values, language, status)


def gone_page(request: HttpRequest, campaign: CampaignFacts) -> HttpResponse:
    """That applications are not taken: not yet (200), or not any more (410)."""
    language = language_asked(request, campaign)
    early = campaign.state == "open" and campaign.opens_at is not None and clock.now() < campaign.opens_at
    return public_page(
        request, campaign, "allocation/entries/gone.html", {"early": early}, language, 200 if early else 410
    )


def public_page(
    request: HttpRequest,
    campaign: CampaignFacts,
    template: str,
    values: Mapping[str, object],
    language: str,
    status: int = 200,
) -> HttpResponse:
    """One page that applicants see, in that language."""
    zone = campaign.regions[0].zone if campaign.regions else "UTC"
    tongue = VOCABULARY.tongue(zone, language)
    frame = {
        "campaign": campaign,
        "words": tongue.words,
        "language": language,
        "languages": OWN_NAMES.items(),
        "windows": [_window(one, language) for one in campaign.regions],
        "opens": tongue.words["opens"].format(moment=tongue.moment(campaign.opens_at)) if campaign.opens_at else "",
    }
    with translation.override("zh-hans" if language == "zh" else language):
        return page(render(request, template, {**frame, **values}, status=status))


def page(response: HttpResponse) -> HttpResponse:
    """The response as all of these pages are sent: kept nowhere, and its address told to nobody."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _window(region: RegionFacts, language: str) -> tuple[str, bool]:
    """Until when a region takes applications, and whether it still does."""
    day, zone = last_day(region.closes_on, region.zone, language)
    open_now = is_open(region, clock.now())
    words = VOCABULARY.words(language)["until" if open_now else "over"]
    return words.format(region=region.name, day=day, zone=zone), open_now
