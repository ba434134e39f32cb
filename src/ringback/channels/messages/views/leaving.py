"""The public page on which a person says that they want no more optional messages, or wants them again."""

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.services import organisation_name
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages import opt_out_links, texts
from ringback.channels.messages.mail.addresses import hidden
from ringback.channels.messages.opt_out_links import Leaving
from ringback.channels.messages.services import leaving as services


# The link itself proves who may: mail programs post to it without a cookie (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows and changes nothing, for scanners follow links; POST leaves, or with do=return comes back."""
    try:
        asked = opt_out_links.read(token)
        organisation = organisation_name(asked.organisation_id)
    except (NotFoundError, ObjectDoesNotExist):
        return _shown(request, {"step": "wrong"}, texts.language_of(translation.get_language() or ""), status=404)
    step = "asking"
    if request.method == "POST":
        step = _changed(asked, request.POST.get("do", ""), one_click="List-Unsubscribe" in request.POST)
    return _shown(request, {"step": step} | _words(asked, organisation), asked.language)


def _changed(asked: Leaving, do: str, *, one_click: bool) -> str:
    if do == "return" and not one_click:
        services.come_back(asked)
        return "returned"
    services.leave(asked, "one click" if one_click else "link in a message")
    return "left"


def _words(asked: Leaving, organisation: str) -> dict[str, str]:
    """The page's sentences with names in them."""
    words = texts.words(asked.language)
    names = {
        "organisation": organisation,
        "purpose": words.get(f"purpose_{asked.purpose}", words["purpose_offers"]),
        "address": hidden(asked.address),
    }
    sentences = ("leaving_question", "left_text", "returned_text")
    return {"organisation": organisation} | {one: words[one].format(**names) for one in sentences}


def _shown(request: HttpRequest, values: dict[str, str], language: str, status: int = 200) -> HttpResponse:
    words = texts.words(language)
    with translation.override(language):
        page = {**values, "words": words, "page_language": language}
        response = render(request, "correspondence/leaving.html", page, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    add_never_cache_headers(response)
    return response
