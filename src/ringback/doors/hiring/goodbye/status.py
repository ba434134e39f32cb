"""A candidate's own page: when the answer is due and who decides. Looking changes nothing; it tells nothing else."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.services import member_names
from ringback.base.edge.addresses import client_of_page
from ringback.base.kit import clock, phones
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError
from ringback.base.kit.tongues import Tongue
from ringback.core.promises.services import Direction, Promise
from ringback.doors.hiring.asking import saying as asking_words
from ringback.doors.hiring.asking import services as asking
from ringback.doors.hiring.asking.rules import MARKS
from ringback.doors.hiring.candidates import saying as candidates_words
from ringback.doors.hiring.candidates.models import Application, State
from ringback.doors.hiring.candidates.retention import keep_words
from ringback.doors.hiring.candidates.services import agree_to_be_kept, kept_since, stop_keeping
from ringback.doors.hiring.goodbye import links, saying
from ringback.doors.hiring.goodbye.models import Goodbye
from ringback.doors.hiring.goodbye.services import last_goodbye, link_of, open_promises, remind
from ringback.doors.hiring.openings.services import norm_for


# The link itself proves who may: it is opened out of a message, where no cookie is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, link: str) -> HttpResponseBase:
    """GET shows how it stands, for scanners follow links; POST asks how it stands (MISSION H15), or says how they were
    treated (H22), or whether they may be kept for other posts (H16).
    """
    try:
        application = links.read(link)
    except NotFoundError:
        spoken = saying.VOCABULARY.tongue("UTC", translation.get_language() or "")
        return _page(request, spoken, {"step": "gone"}, 404)
    spoken, lacking = saying.tongue_of(application), False
    if request.method == "POST":
        lacking = not _taken(request, application)
        if not lacking:
            return redirect("jobs:status", link)
    promise = open_promises([application.pk]).get(application.pk)
    values = {
        "opening": application.opening,
        "lines": _lines(application, promise, spoken),
        "may_remind": _may_remind(application) and not _asked_lately(application),
        "asked": _asked(application, spoken),
        "link": _link(promise, spoken),
        "keeping": _keeping(application, spoken),
        "treatment": _treatment(application, spoken.language, request.POST.get("text", ""), lacking=lacking),
    }
    return _page(request, spoken, values, 422 if lacking else 200)


def _taken(request: HttpRequest, application: Application) -> bool:
    """Do what was pressed; False where the mark lacks. Whatever is over already changes nothing."""
    if request.POST.get("do") == "treatment":
        try:
            asking.say(application, request.POST.get("mark", ""), request.POST.get("text", ""))
        except FieldError:
            return False
        except ConflictError:
            return True
    elif request.POST.get("do") == "keep":
        if application.state == State.RESERVE:
            # Not the page's address: it opens the page.
            text = keep_words(application.opening, _words(application))
            agree_to_be_kept(application, text, address=client_of_page(request))
    elif request.POST.get("do") == "keep_back":
        stop_keeping(application)
    elif _may_remind(application):
        remind(application)
    return True


def _words(application: Application) -> Mapping[str, str]:
    return candidates_words.VOCABULARY.words(saying.tongue_of(application).language)


def _keeping(application: Application, spoken: Tongue) -> dict[str, Any]:
    """What the page needs to ask whether they may be kept for other posts, or to take that back."""
    words, since = _words(application), kept_since([application]).get(application.pk)
    return {
        "since": words["keep_agreed"].format(when=spoken.moment(since)) if since else "",
        "asked": application.state == State.RESERVE,
        "text": keep_words(application.opening, words),
        "words": words,
    }


def _treatment(application: Application, language: str, text: str, *, lacking: bool) -> dict[str, Any]:
    """What the page needs to ask how they were treated (MISSION H22)."""
    words = asking_words.VOCABULARY.words(language)
    return {
        "asked": asking.is_asked(application),
        "said": asking.has_said(application),
        "lacking": lacking,
        "text": text[: asking.MOST_TEXT],
        "words": words,
        "marks": [(mark, words[f"mark_{mark}"]) for mark in MARKS],
    }


def _lines(application: Application, promise: Promise | None, spoken: Tongue) -> list[str]:
    """What is true and theirs to know, in sentences."""
    words = spoken.words
    if application.state == State.WITHDRAWN:
        return [words["withdrawn"]]
    if application.answered_at is not None:
        return [words["answered"].format(when=spoken.moment(application.answered_at))]
    goodbye = last_goodbye(application.pk)
    if promise is None or goodbye is None:
        norm = norm_for(application.organisation_id, application.opening.level)
        applied = words["since"].format(when=spoken.moment(application.applied_at))
        return [words["none"].format(from_days=norm.from_days, to_days=norm.to_days), applied]
    return _promised(application, promise, goodbye, spoken)


def _promised(application: Application, promise: Promise, goodbye: Goodbye, spoken: Tongue) -> list[str]:
    words = spoken.words
    theirs = promise.direction == Direction.THEY_CONTACT
    said = [words["they_due" if theirs else "due"].format(when=spoken.moment(promise.due_at))]
    if promise.deadline_at <= clock.now() and not theirs:
        said.append(words["late"])
    decider_id = application.stage.decider_id or promise.owner_id
    if name := member_names(application.organisation_id).get(decider_id or 0):
        said.append(words["decides"].format(name=name))
    contact = goodbye.contact if theirs or goodbye.channel == Goodbye.Channel.MAIL else phones.masked(goodbye.contact)
    said.append(words[f"{'they' if theirs else 'by'}_{goodbye.channel}"].format(contact=f"\u2068{contact}\u2069"))
    return said


def _link(promise: Promise | None, spoken: Tongue) -> dict[str, str]:
    """What to say of the promise's other side, and the `code` that makes it one; empty where it is not offered."""
    found, words = link_of(promise), spoken.words
    if found is None:
        return {}
    if found.agreed_at is not None:
        return {"said": words["linked"].format(when=spoken.moment(found.agreed_at))}
    until = words["link_until"].format(when=spoken.day(found.offered_until_at))
    return {"said": words["link"], "code": found.code, "until": until}


def _may_remind(application: Application) -> bool:
    return application.answered_at is None and application.state != State.WITHDRAWN


def _asked(application: Application, spoken: Tongue) -> str:
    last = application.reminders.filter(noted_by=None).order_by("-at").first()
    return spoken.words["reminded"].format(when=spoken.moment(last.at)) if last else ""


def _asked_lately(application: Application) -> bool:
    last = application.reminders.filter(noted_by=None).order_by("-at").first()
    return last is not None and (clock.now() - last.at).total_seconds() < 12 * 3600


def _page(request: HttpRequest, spoken: Tongue, values: dict[str, Any], status: int = 200) -> HttpResponse:
    with translation.override(spoken.language):
        response = render(request, "hiring/goodbye/status.html", {"words": spoken.words, **values}, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
