"""An applicant's own answer: read, accepted or given up, signed, bought. Looking changes nothing, a button does."""

from datetime import timedelta
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.database.sealed import SealError
from ringback.base.edge.addresses import client_of_page, household
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.doors.allocation.answers import links
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.answers.reads import answer_of
from ringback.doors.allocation.campaigns.rules import Price
from ringback.doors.allocation.campaigns.services import facts_of
from ringback.doors.allocation.entries import pricing
from ringback.doors.allocation.entries import saying as applying
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.page import language_asked, public_page
from ringback.doors.allocation.offers import rules, saying, services
from ringback.doors.allocation.offers.models import Offer
from ringback.doors.allocation.offers.rules import Step
from ringback.doors.allocation.offers.services import BrokenFileError, Signature

MOST_OF_ONE_SENDER = 40
_pressed = SlidingLimit(600)
_TEMPLATE = "allocation/offers/answer.html"


# The link itself proves who may: it is opened out of a message, where no cookie is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, link: str) -> HttpResponseBase:
    """GET shows how it stands, for scanners follow links; POST accepts, gives up, signs or buys."""
    try:
        entry = links.read(link)
    except NotFoundError:
        return _gone(request)
    if request.method != "POST":
        return _page(request, entry)
    words = _words(request, entry)
    if _pressed.take(household(client_of_page(request)), MOST_OF_ONE_SENDER) is not None:
        return _page(request, entry, {"note": words["too_often"]}, 429)
    try:
        _press(request, entry)
    except FieldError as error:
        typed = {"wrong": {error.field: error.problem}, "typed": request.POST.get("name", "")[: rules.MOST_NAME]}
        return _page(request, entry, typed, 422)
    except (ConflictError, NotFoundError):
        return _page(request, entry, {"note": words["changed"]}, 409)
    return redirect("apply:answer", link)


@require_http_methods(["GET", "HEAD"])
def paper(request: HttpRequest, link: str) -> HttpResponse:
    """The signed agreement, as it was signed or not at all."""
    try:
        entry = links.read(link)
        offer = services.offer_to(entry)
        if offer is None:
            raise NotFoundError("There is no such offer.")
        found = services.agreement_file(offer)
    except NotFoundError:
        raise Http404 from None
    except (BrokenFileError, SealError):
        return _page(request, entry, {"note": _words(request, entry)["broken"]}, 409)
    response = HttpResponse(found.content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return _closed(response)


def tell_status(request: HttpRequest, entry: Entry, language: str) -> SafeString | str:
    """What the page of the application says of the answer: nothing before the publication (MISSION A10)."""
    told = answer_of(entry)
    if told is None or entry.person_id is None:
        return ""
    words = saying.VOCABULARY.words(language)
    shown = {"head": words[_head(told, services.offer_to(entry))], "link": links.write(entry), "words": words}
    return render_to_string("allocation/offers/_told.html", shown)


def _press(request: HttpRequest, entry: Entry) -> None:
    """Do what was pressed. Raises FieldError for what lacks, ConflictError for what is over or no button sends."""
    wanted = request.POST.get("do")
    if wanted == "accept":
        services.accept(entry.pk)
    elif wanted == "decline":
        services.decline(entry.pk)
    elif wanted == "sign":
        said = request.POST
        address = client_of_page(request)
        name, agreed = said.get("name", ""), said.get("agree") == "yes"
        services.sign(entry.pk, Signature(name, agreed, said.get("version", ""), address))
    elif wanted == "buy":
        services.confirm_purchase(entry.pk)
    else:
        raise ConflictError("There is no such button.")


def _page(request: HttpRequest, entry: Entry, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    facts = facts_of(entry.campaign)
    language = language_asked(request, facts, entry.language)
    told = answer_of(entry)
    values: dict[str, Any] = {"head": "not_yet", "step": "", "wrong": {}}
    if told is not None:
        offer = services.offer_to(entry)
        values |= {"head": _head(told, offer), "told": told, **(_offer_values(entry, offer, language) if offer else {})}
        if offer is None and told.rank is not None:
            values["lines"] = [saying.VOCABULARY.words(language)["waiting_rank"].format(rank=told.rank)]
    words = {**applying.VOCABULARY.words(language), **saying.VOCABULARY.words(language)}
    values |= {"words": words, "entry": entry, "link": links.write(entry), **(more or {})}
    values["title"] = words[values["head"]]
    return _closed(public_page(request, facts, _TEMPLATE, values, language, status))


def _head(told: Answer, offer: Offer | None) -> str:
    """Which of the words stands above the page."""
    if offer is None:
        return str(told.kind)
    at = rules.step(offer.state, offer.expires_at, clock.now(), bought=False)
    return {Step.DECLINED: "declined", Step.EXPIRED: "expired", Step.BUY: "signed"}.get(at, "place")


def _offer_values(entry: Entry, offer: Offer, language: str) -> dict[str, Any]:
    """What the page shows of an offer at its step."""
    agreement = getattr(offer, "agreement", None)
    purchase = getattr(agreement, "purchase", None)
    tongue = saying.VOCABULARY.tongue(entry.region.zone, language)
    words = tongue.words
    at = rules.step(offer.state, offer.expires_at, clock.now(), bought=purchase is not None)
    lines = {
        Step.PLACE: [words["until"].format(when=tongue.moment(offer.expires_at))],
        Step.SIGN: [words["until"].format(when=tongue.moment(offer.expires_at))],
        Step.DECLINED: [words["declined_note"]],
        Step.EXPIRED: [words["expired_note"].format(when=tongue.moment(offer.expires_at))],
    }.get(at, [])
    values: dict[str, Any] = {"step": str(at), "lines": lines, "offer": offer, "agreement": agreement}
    if at == Step.SIGN:
        ends_at = clock.now() + timedelta(days=entry.campaign.agreement_term_days)
        values["term"] = words["term"].format(when=tongue.date(ends_at))
    if agreement is not None:
        values["lines"] = [
            words["signed_note"].format(when=tongue.moment(agreement.signed_at)),
            words["term"].format(when=tongue.date(agreement.term_ends_at)),
        ]
        kept = (purchase.price if purchase else entry.price) or None
        if kept:
            values["price"] = pricing.shown(msgspec.convert(kept, Price, strict=False), language)
    if purchase is not None:
        values["bought"] = words["bought"].format(when=tongue.moment(purchase.confirmed_at))
    return values


def _words(request: HttpRequest, entry: Entry) -> Any:
    return saying.VOCABULARY.words(language_asked(request, facts_of(entry.campaign), entry.language))


def _gone(request: HttpRequest) -> HttpResponse:
    words = saying.VOCABULARY.words(translation.get_language() or "")
    return _closed(render(request, "allocation/offers/gone.html", {"words": words}, status=404))


def _closed(response: HttpResponse) -> HttpResponse:
    """Kept nowhere, told to nobody, found by no search engine."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
