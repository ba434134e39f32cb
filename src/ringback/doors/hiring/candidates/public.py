"""The public page of an opening: what is on offer, and the form. It needs no script and sets no cookie."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.services import place_of
from ringback.base.edge.addresses import client_of_page, household
from ringback.base.edge.limits import SlidingLimit
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.doors.hiring.candidates import services, stamps
from ringback.doors.hiring.candidates.apply_form import ApplyForm
from ringback.doors.hiring.candidates.intake import reading
from ringback.doors.hiring.candidates.saying import VOCABULARY, pay, place
from ringback.doors.hiring.candidates.services.applying import ApplyValues, recently
from ringback.doors.hiring.openings.models import Opening
from ringback.doors.hiring.openings.posting import as_script, posting
from ringback.doors.hiring.openings.services import norm_for, public_opening

MOST_BODY = 6_000_000
MOST_OF_ONE_SENDER = 20
MOST_AN_HOUR = 600

_sent = SlidingLimit(3600)


# There is no session here that a foreign page could use: the stamp says that the form is ours.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def job(request: HttpRequest, token: str) -> HttpResponseBase:
    """GET shows the opening; POST applies. 404 for what never was, 410 once it is closed."""
    opening = _opening(token)
    if not opening.takes_applications:
        return _gone(request, opening)
    if request.method != "POST":
        return _shown(request, opening, ApplyForm(opening))
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BODY:
        return _shown(request, opening, ApplyForm(opening), "too_large", 413)
    if refusal := _too_many(request, opening):
        return refusal
    return _applied(request, opening)


@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """What comes next, and in how many days (MISSION H11, H12)."""
    opening = _opening(token)
    norm = norm_for(opening.organisation_id, opening.level)
    words = VOCABULARY.words(opening.language)["next"].format(from_days=norm.from_days, to_days=norm.to_days)
    return _page(request, opening, "hiring/candidates/thanks.html", {"next": words})


def _opening(token: str) -> Opening:
    try:
        return public_opening(token)
    except NotFoundError:
        raise Http404 from None


def _applied(request: HttpRequest, opening: Opening) -> HttpResponseBase:
    form = ApplyForm(opening, request.POST, request.FILES)
    if form.is_trap_sprung:
        return redirect("jobs:thanks", opening.token)
    key = stamps.key_of(request.POST.get("stamp", ""), opening.token)
    if key is None:
        return _shown(request, opening, form, "old_form", 409)
    if not form.is_valid():
        return _shown(request, opening, form, "mend", 422)
    try:
        services.apply(opening, _values(request, form, key))
    except FieldError as error:
        form.refuse(error.field)
        return _shown(request, opening, form, "mend", 422)
    except ConflictError:
        return _gone(request, opening)
    return redirect("jobs:thanks", opening.token)


def _values(request: HttpRequest, form: ApplyForm, key: str) -> ApplyValues:
    values, page = form.values(), request.build_absolute_uri()
    words = reading.text_of(values.uploads[0]) if values.uploads else ""
    return replace(values, key=key, address=client_of_page(request), page=page, source=form.source(), resume_text=words)


def _too_many(request: HttpRequest, opening: Opening) -> HttpResponse | None:
    wait = _sent.take((opening.pk, household(client_of_page(request))), MOST_OF_ONE_SENDER)
    if wait is None and recently(opening) < MOST_AN_HOUR:
        return None
    response = _shown(request, opening, ApplyForm(opening), "too_many", 429)
    response.headers["Retry-After"] = str(wait or 600)
    return response


def _shown(request: HttpRequest, opening: Opening, form: ApplyForm, note: str = "", status: int = 200) -> HttpResponse:
    url = settings.PUBLIC_URL + reverse("jobs:job", args=[opening.token])
    country = place_of(opening.organisation_id)[1]
    spoken = VOCABULARY.tongue(opening.zone, opening.language)
    values = {
        "form": form,
        "stamp": request.POST.get("stamp") if note == "mend" else stamps.new(opening.token),
        "posting": as_script(posting(opening, url, country)),
        "url": url,
        "source": request.POST.get("source", request.GET.get("source", ""))[:60],
        "note": spoken.words.get(note, ""),
        "pay": pay(spoken, opening),
        "place": place(spoken, opening),
    }
    return _page(request, opening, "hiring/candidates/job.html", values, status)


def _gone(request: HttpRequest, opening: Opening) -> HttpResponse:
    return _page(request, opening, "hiring/candidates/gone.html", {}, 410)


def _page(
    request: HttpRequest, opening: Opening, template: str, values: dict[str, Any], status: int = 200
) -> HttpResponse:
    with translation.override(opening.language):
        words = VOCABULARY.words(opening.language)
        response = render(request, template, {"opening": opening, "words": words, **values}, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
