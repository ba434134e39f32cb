"""The pages of offers to many: the list, writing one, who gets it, sending it, and what becomes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import place_of
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.models import CampaignState
from ringback.channels.messages.offers import costs, reads, services
from ringback.channels.messages.offers.audience import Wanted
from ringback.channels.messages.offers.forms import AudienceForm, OfferForm, initial
from ringback.channels.messages.offers.reads import OfferPage
from ringback.channels.messages.offers.rules import By
from ringback.channels.messages.sms.preview import shown as shown_as_sms
from ringback.channels.messages.texts import language_of
from ringback.channels.messages.views.framed import framed
from ringback.core.people.services import reach_of

_SUBJECT = (
    "<p dir='auto' style='margin:0;padding:10px 14px;font:600 15px sans-serif;background:#e5e7eb;color:#111827'>{}</p>"
)
_WRONG = "<p style='font:16px sans-serif;padding:10px 14px'>{} {}</p>"


@member_page(services.RIGHT)
@require_GET
def offers(request: MemberRequest) -> HttpResponse:
    """Every offer, newest first, with what became of it."""
    after = request.GET.get("after", "")
    shown = {"page": reads.offers(request.actor, after), "after": after, "tab": "offers"}
    part = request.headers.get("HX-Target") == "offers"
    return render(request, "correspondence/offers/_list.html" if part else "correspondence/offers/list.html", shown)


@member_page(services.RIGHT)
@require_http_methods(["GET", "POST"])
def new(request: MemberRequest) -> HttpResponseBase:
    """A new offer, written in the organisation's language unless said otherwise."""
    language = language_of(place_of(request.actor.organisation_id)[2])
    return _edited(request, None, {"language": language, "framed": True})


@member_page(services.RIGHT)
@require_http_methods(["GET", "POST"])
def offer(request: MemberRequest, offer_id: str) -> HttpResponseBase:
    """A draft to write on; of what was sent, how far it is and what became of it."""
    page = reads.offer(request.actor, offer_id)
    if page.row.state == CampaignState.DRAFT:
        return _edited(request, page, initial(reads.values_of(page)))
    part = request.headers.get("HX-Target") == "offer-live"
    return render(
        request, "correspondence/offers/_live.html" if part else "correspondence/offers/offer.html", _of(page)
    )


def _edited(request: MemberRequest, page: OfferPage | None, known: dict[str, Any]) -> HttpResponseBase:
    form = OfferForm(request.POST if request.method == "POST" else None, request.actor.organisation_id, known)
    if request.method == "POST" and form.is_valid():
        values, do = form.values(), request.POST.get("do", "save")
        offer_id = page.row.public_id if page is not None else None
        if do == "test":
            if form.saved(lambda: services.send_test(request.actor, values, values.language)):
                messages.success(request, _("A test is on its way to you."))
        else:
            saved: list[str] = []
            if form.saved(lambda: saved.append(services.save(request.actor, values, offer_id).public_id)):
                messages.success(request, _("The draft is saved."))
                return redirect("correspondence:offer-send" if do == "send" else "correspondence:offer", saved[0])
    shown = {"form": form, "page": page}
    return render(request, "correspondence/offers/edit.html", shown, status=422 if form.errors else 200)


@xframe_options_sameorigin
@member_page(services.RIGHT)
@require_POST
def preview(request: MemberRequest) -> HttpResponse:
    """How the offer in the form would look to one person, for the frame beside it; or what is wrong with it."""
    form = OfferForm(request.POST, request.actor.organisation_id)
    if not form.is_valid():
        return framed(format_html(_WRONG, _("Something in the form cannot be read yet."), ""))
    return _seen(request, form.values(), request.POST.get("shown", ""))


@xframe_options_sameorigin
@member_page(services.RIGHT)
@require_GET
def seen(request: MemberRequest, offer_id: str, language: str) -> HttpResponse:
    """An offer as the person of that id gets it, or else somebody made up, in one of its languages."""
    values = reads.values_of(reads.offer(request.actor, offer_id))
    person = request.GET.get("person", "")
    name = reach_of(request.actor.organisation_id, int(person[:18])).name if person.isdecimal() else ""
    return _seen(request, values, language, name)


def _seen(request: MemberRequest, values: services.OfferValues, language: str, name: str = "") -> HttpResponse:
    try:
        rendered = services.preview(request.actor, values, language, name)
    except FieldError as error:
        return framed(format_html(_WRONG, error.problem, error.mend))
    mail = format_html(_SUBJECT, rendered["mail"].subject) + rendered["mail"].html if "mail" in rendered else ""
    return framed(mail + (shown_as_sms(rendered["sms"].text) if "sms" in rendered else ""))


@member_page(services.RIGHT)
@require_POST
def audience(request: MemberRequest) -> HttpResponse:
    """Who would get what is in the form: how many, the first few, and who does not and why."""
    form = AudienceForm(request.POST, request.actor.organisation_id)
    found = reads.audience_of(request.actor, form.wanted(), form.channels()) if form.is_valid() else None
    return render(request, "correspondence/offers/_audience.html", {"audience": found, "form": form})


@member_page(services.RIGHT)
@require_http_methods(["GET", "POST"])
def send(request: MemberRequest, offer_id: str) -> HttpResponseBase:
    """The last look before it goes out; POST sends it. Counting a hundred thousand takes a second or two, so that the
    page comes first and asks for the count (htmx), as does who has no script (`counted`).
    """
    page = reads.offer(request.actor, offer_id)
    if request.method == "POST":
        services.send(request.actor, offer_id, _number(request.POST.get("expected", "")))
        messages.success(request, _("The offer is on its way."))
        return redirect("correspondence:offer", offer_id)
    if page.row.state != CampaignState.DRAFT:
        return redirect("correspondence:offer", offer_id)
    part = request.headers.get("HX-Target") == "offer-counted"
    if not part and "counted" not in request.GET:
        return render(request, "correspondence/offers/send.html", _of(page))
    found = reads.audience_of(request.actor, Wanted.from_json(page.row.audience), By(page.row.way))
    cost = costs.cost_of(request.actor, reads.values_of(page), found)
    shown = _of(page) | {"audience": found, "lasts": reads.lasts(page, found.count), "cost": cost}
    return render(request, "correspondence/offers/_send.html" if part else "correspondence/offers/send.html", shown)


@member_page(services.RIGHT)
@require_POST
def stop(request: MemberRequest, offer_id: str) -> HttpResponseBase:
    """Nothing more of it goes out."""
    services.stop(request.actor, offer_id)
    messages.success(request, _("Nothing more of this offer goes out."))
    return redirect("correspondence:offer", offer_id)


@member_page(services.RIGHT)
@require_POST
def discard(request: MemberRequest, offer_id: str) -> HttpResponseBase:
    """Throw a draft away."""
    services.discard(request.actor, offer_id)
    messages.success(request, _("The draft is gone."))
    return redirect("correspondence:offers")


@member_page(services.RIGHT)
@require_POST
def copy(request: MemberRequest, offer_id: str) -> HttpResponseBase:
    """Write the same again, as a new draft."""
    made = services.copy(request.actor, offer_id)
    messages.success(request, _("This is a new draft that says the same."))
    return redirect("correspondence:offer", made.public_id)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _of(page: OfferPage) -> dict[str, Any]:
    return {"page": page, "row": page.row, "counts": page.counts}
