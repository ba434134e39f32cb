"""The public page of a campaign: what it is about, until when, and the form. It needs no script and sets no cookie."""

from dataclasses import replace
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.edge.addresses import client_of_page, household
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit import clock, ids
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.doors.allocation.campaigns.rules import CampaignFacts
from ringback.doors.allocation.campaigns.services import public_campaign
from ringback.doors.allocation.entries import form, rules, services
from ringback.doors.allocation.entries.form import Filled
from ringback.doors.allocation.entries.page import PLACE_OF_TOKEN, gone_page, language_asked, page, remembered, shown
from ringback.doors.allocation.entries.saying import language_of
from ringback.doors.allocation.entries.services import Said, WrongFieldsError

MOST_BODY = 30_000_000
MOST_A_MINUTE = 60

_sent = SlidingLimit(60)


# There is no session here that a foreign page could use; what is sent is read as any stranger's.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows the campaign and an empty form; POST saves or sends it. 404 for what never was, 410 once it is over."""
    campaign = _campaign(token)
    if not rules.takes(campaign, clock.now()):
        return gone_page(request, campaign)
    if request.method == "POST":
        return _posted(request, campaign)
    language = language_asked(request, campaign)
    content = remembered(
        (token, language), lambda: shown(request, campaign, Filled(), PLACE_OF_TOKEN, language).content
    )
    return page(HttpResponse(content.replace(PLACE_OF_TOKEN.encode(), ids.secret_token().encode())))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, token: str, form_token: str) -> HttpResponseBase:
    """A form that was saved, to go on with. 404 for none; one that was sent leads to its status."""
    campaign = _campaign(token)
    if not rules.takes(campaign, clock.now()):
        return gone_page(request, campaign)
    if request.method == "POST":
        return _posted(request, campaign, form_token)
    try:
        found = services.draft_of(campaign, form_token)
    except NotFoundError:
        return _sent_already(form_token)
    language = language_asked(request, campaign, found.language)
    filled = Filled(**services.content_of(found), files=services.files_of(campaign, form_token))
    note = "saved" if "saved" in request.GET else ""
    return shown(request, campaign, filled, form_token, language, note=note, saved=True)


def _campaign(token: str) -> CampaignFacts:
    try:
        return public_campaign(token)
    except NotFoundError:
        raise Http404 from None


def _sent_already(form_token: str) -> HttpResponseBase:
    try:
        services.applied_by(form_token)
    except NotFoundError:
        raise Http404 from None
    return redirect("apply:status", form_token)


def _posted(request: HttpRequest, campaign: CampaignFacts, form_token: str = "") -> HttpResponseBase:
    """`form_token` is the address's, of a form that was saved; "" for the one that the form itself names."""
    arrived_at = clock.now()
    # Before the first look at `request.POST`, which would read all of it.
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
        language = language_of(request.GET.get("language", "")[:20], campaign.language)
        return shown(request, campaign, Filled(), ids.secret_token(), language, note="too_large", status=413)
    language, filled = language_asked(request, campaign), form.read(campaign, request.POST)
    form_token = form_token or request.POST.get("token", "")
    if not rules.is_token(form_token):
        form_token = ids.secret_token()
    wait = _sent.take((campaign.id, household(client_of_page(request))), MOST_A_MINUTE)
    if wait is not None:
        response = shown(request, campaign, filled, form_token, language, note="too_many", status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    if request.POST.get("homepage", "").strip():  # a trap: people do not see it
        return redirect("apply:apply", campaign.token)
    said = _said(request, filled, form_token, language, arrived_at)
    if request.POST.get("do") == "language":
        return _turned(request, campaign, filled, said)
    return _taken(request, campaign, filled, said)


def _turned(request: HttpRequest, campaign: CampaignFacts, filled: Filled, said: Said) -> HttpResponseBase:
    """The form as it stands in another language; one that was saved is kept so."""
    saved = "saved" in request.POST
    if saved:
        services.save_draft(campaign, said)
    filled = replace(filled, files=services.files_of(campaign, said.token))
    return shown(request, campaign, filled, said.token, said.language, saved=saved)


def _said(request: HttpRequest, filled: Filled, form_token: str, language: str, arrived_at: datetime) -> Said:
    return Said(
        token=form_token,
        arrived_at=arrived_at,
        language=language,
        country=filled.country,
        name=filled.name,
        email=filled.email,
        phone=filled.phone,
        answers=filled.answers,
        options=filled.options or [],
        consent_version=str(request.POST.get("consent_version", ""))[:40] if filled.consent else "",
        address=client_of_page(request),
        page=request.build_absolute_uri()[:500],
    )


def _taken(request: HttpRequest, campaign: CampaignFacts, filled: Filled, said: Said) -> HttpResponseBase:
    wrong = _store_files(request, campaign, said)
    saving = request.POST.get("do") == "save"
    if saving:
        services.save_draft(campaign, said)
    if saving and not wrong:
        url = reverse("apply:draft", args=[campaign.token, said.token])
        return redirect(f"{url}?saved&language={said.language}")
    files = services.files_of(campaign, said.token)
    filled = replace(filled, files=files)
    try:
        if wrong:
            raise WrongFieldsError(wrong)
        receipt = services.submit(campaign, replace(said, files=files))
    except WrongFieldsError as error:
        found = {one.field: one for one in reversed(error.every)}
        return shown(request, campaign, filled, said.token, said.language, wrong=found, note="mend", status=422)
    except ConflictError as error:
        return shown(request, campaign, filled, said.token, said.language, refusal=str(error), status=409)
    url = reverse("apply:status", args=[receipt.token])
    return redirect(f"{url}?language={said.language}")


def _store_files(request: HttpRequest, campaign: CampaignFacts, said: Said) -> list[FieldError]:
    """Keep the files that came with the form, with its draft; what is wrong with them."""
    wrong: list[FieldError] = []
    sent = {one.key: request.FILES.get(f"a-{one.key}") for one in campaign.questions if one.kind == "file"}
    if not any(sent.values()):
        return wrong
    services.save_draft(campaign, said)
    for key, file in sent.items():
        if file is None:
            continue
        try:
            upload = services.read_upload(file, file.name or "", file.size or 0, key, said.language)
            services.add_file(campaign, said.token, key, upload)
        except FieldError as error:
            wrong.append(error)
        except NotFoundError:
            break  # sent already: the entry keeps the files it came with
    return wrong
