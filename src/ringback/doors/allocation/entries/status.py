"""The page on which whoever applied sees how their application stands, and may take it back."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.doors.allocation.campaigns.services import public_campaign
from ringback.doors.allocation.entries import services
from ringback.doors.allocation.entries.models import Entry, State
from ringback.doors.allocation.entries.page import language_asked, public_page
from ringback.doors.allocation.entries.saying import VOCABULARY

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
    return _shown(request, _entry(form_token))


@csrf_exempt  # the token in the address is what allows it: no session is used
@require_POST
def withdraw(request: HttpRequest, form_token: str) -> HttpResponseBase:
    """Take the application back."""
    found = _entry(form_token)
    try:
        services.withdraw(form_token)
    except ConflictError as error:
        return _shown(request, found, str(error), 409)
    return redirect("apply:status", form_token)


def _entry(form_token: str) -> Entry:
    try:
        return services.entry_by_token(form_token)
    except NotFoundError:
        raise Http404 from None


def _shown(request: HttpRequest, entry: Entry, problem: str = "", code: int = 200) -> HttpResponse:
    campaign = public_campaign(entry.campaign.token)
    language = language_asked(request, campaign, entry.language)
    told = [words for teller in _tellers.values() if (words := teller(request, entry, language))]
    tongue = VOCABULARY.tongue(entry.region.zone, language)
    stands = entry.state == State.SUBMITTED
    values = {
        "entry": entry,
        "arrived": tongue.moment(entry.submitted_at),
        "told": told,
        "problem": problem,
        "stands": stands,
        "may_withdraw": stands and entry.campaign.published_at is None,
    }
    return public_page(request, campaign, "allocation/entries/status.html", values, language, code)
