"""The page on which whoever applied sees how their application stands, and may take it back.

It is reached by the form's token or by the link that was mailed. Who has but a form's token may have typed in any
address: they are told what anybody is, and the answer only who has the mail.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.doors.allocation.campaigns.services import public_campaign
from ringback.doors.allocation.entries import links, services
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.page import language_asked, public_page
from ringback.doors.allocation.entries.saying import VOCABULARY
from ringback.doors.allocation.entries.services import Applied

# From a request and an entry to what its status page says, "" while there is nothing to say.
Teller = Callable[[HttpRequest, Entry, str], SafeString | str]

_tellers: dict[str, Teller] = {}


def tells_status(part: str, teller: Teller) -> None:
    """Let a part of the door say something on this page, in the page's language; the same name takes its place.

    It answers for not saying before the publication what is said after it (MISSION A10).
    """
    _tellers[part] = teller


@require_http_methods(["GET", "HEAD"])
def status(request: HttpRequest, form_token: str) -> HttpResponse:
    """How an application stands. 404 for none."""
    return _shown(request, form_token, _applied(form_token))


@csrf_exempt  # the token in the address is what allows it: no session is used
@require_POST
def withdraw(request: HttpRequest, form_token: str) -> HttpResponseBase:
    """Take the application back."""
    found = _applied(form_token)
    try:
        services.withdraw(found.entry.token if links.is_link(form_token) else form_token)
    except ConflictError as error:
        return _shown(request, form_token, found, str(error), 409)
    return redirect("apply:status", form_token)


def _applied(word: str) -> Applied:
    try:
        return services.applied(links.read(word)) if links.is_link(word) else services.applied_by(word)
    except NotFoundError:
        raise Http404 from None


def _shown(request: HttpRequest, word: str, sent: Applied, problem: str = "", code: int = 200) -> HttpResponse:
    entry, published = sent.entry, sent.entry.campaign.published_at is not None
    campaign = public_campaign(entry.campaign.token)
    language = language_asked(request, campaign, sent.language)
    tongue = VOCABULARY.tongue(entry.region.zone, language)
    if links.is_link(word):
        told = [words for teller in _tellers.values() if (words := teller(request, entry, language))]
    else:
        told = [format_html("<p>{}</p>", tongue.words["mailed"])] if published else []
    values = {
        "word": word,
        "region": entry.region.name,
        "arrived": tongue.moment(sent.submitted_at),
        "told": told,
        "problem": problem,
        "stands": sent.stands,
        "may_withdraw": sent.stands and not published,
    }
    return public_page(request, campaign, "allocation/entries/status.html", values, language, code)
