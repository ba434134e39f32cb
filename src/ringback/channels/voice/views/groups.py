"""Hunt groups: settings, and who is rung in which order."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.base.kit import clock
from ringback.base.kit.errors import FieldError
from ringback.channels.voice import reads, services, whispered, words
from ringback.channels.voice.forms import GroupForm
from ringback.channels.voice.models import HuntGroup
from ringback.channels.voice.services.numbers import numbers_of

DEFAULT_RING_SECONDS = 15
_KEPT = (
    "name",
    "strategy",
    "prefers_known",
    "matching",
    "whisper",
    "press_to_accept",
    "record",
    "announcement",
    "language",
    "plays_music",
    "visitor_first",
    "visitor_ring_seconds",
)


@member_page("setup.edit")
@require_GET
def groups(request: MemberRequest) -> HttpResponse:
    """All hunt groups with whom they ring, and all agents; the lists alone for htmx."""
    part = request.headers.get("HX-Target") == "groups"
    shown = {"groups": reads.groups(request.actor), "agents": reads.agents(request.actor)}
    return render(request, "voice/_groups.html" if part else "voice/groups.html", shown)


@member_page("setup.edit")
def group(request: MemberRequest, group_id: int | None = None) -> HttpResponseBase:
    """One hunt group: its settings and its order, or a new one."""
    found = None if group_id is None else reads.group(request.actor, group_id)
    form = group_form(request, found)
    if request.method == "POST" and form.is_valid():
        saved: list[HuntGroup] = []
        values = form.values()
        if form.saved(lambda: saved.append(services.save_group(request.actor, group_id, values))):
            messages.success(request, _("“%(name)s” is saved.") % {"name": values.name})
            return redirect("voice:group", saved[0].pk)
    hints = {"strategy_hints": words.STRATEGY_HINTS, "matching_hints": words.MATCHING_HINTS}
    shown = {"group": found, "form": form, "heard": _heard(form), **hints, **_places(request, found)}
    return render(request, "voice/group.html", shown, status=422 if form.errors else 200)


def group_form(request: MemberRequest, found: HuntGroup | None) -> GroupForm:
    """The form for `found`, or for a new group."""
    trunks = reads.trunks(request.actor)
    language = organisation_of(request.actor).language
    usual = whispered.usual(language)
    initial: dict[str, object] = {
        "trunk": trunks[0].pk if trunks else "",
        "language": language,
        "whisper": usual.whisper,
        "announcement": usual.announcement,
    }
    if found is not None:
        initial = {name: getattr(found, name) for name in _KEPT}
        initial |= {"trunk": found.trunk_id or "", "most_talk_minutes": found.most_talk_seconds // 60}
        initial |= {"greeting": found.greeting, "numbers": numbers_of(found)}
    return GroupForm(request.POST or None, trunks=trunks, initial=initial)


@member_page("setup.edit")
@require_POST
def whisper(request: MemberRequest) -> HttpResponse:
    """What an agent would hear with the words and the language being chosen, for htmx."""
    return render(request, "voice/_heard.html", {"heard": _heard(group_form(request, None))})


def _heard(form: GroupForm) -> dict[str, object]:
    """The whisper in words: when everything is known, and when only the site is; and the language's usual words."""
    template, language = str(form["whisper"].value() or ""), str(form["language"].value() or "")
    usual = whispered.usual(language)
    spoke_at = clock.now() - timedelta(days=7)
    words = {
        "site": _("Tents & Co"),
        "page": _("family tents"),
        "city": "Bonn",
        "name": "Eva",
        "before": whispered.before(language, spoke_at, clock.now(), timezone.get_current_timezone()),
    }
    try:
        whispered.checked(template)
    except FieldError as error:
        return {"problem": error.words, "usual": usual, "language": language}
    much, little = whispered.text(template, words), whispered.text(template, {"site": words["site"]})
    return {"much": much, "little": little, "usual": usual, "language": language, "is_usual": template == usual.whisper}


def _places(request: MemberRequest, found: HuntGroup | None) -> dict[str, object]:
    if found is None:
        return {}
    places = list(found.places.all())
    taken = {place.agent_id for place in places}
    spare = [row.agent for row in reads.agents(request.actor) if row.agent.pk not in taken and row.agent.active]
    return {"group": found, "places": places, "spare": spare}


@member_page("setup.edit")
@require_POST
def order(request: MemberRequest, group_id: int) -> HttpResponse:
    """Change whom the group rings: `do` is up, down, remove, seconds or add. Answers with the list as it is then."""
    found = reads.group(request.actor, group_id)
    places = [(place.agent_id, place.ring_seconds) for place in found.places.all()]
    changed = reordered(places, request.POST.get("do", ""), _number(request, "agent"), _number(request, "seconds"))
    services.order_places(request.actor, group_id, changed)
    shown = _places(request, reads.group(request.actor, group_id))
    shown["moved"] = _number(request, "agent") if request.POST.get("do") in ("up", "down") else None
    return render(request, "voice/_places.html", shown)


def reordered(places: list[tuple[int, int]], do: str, agent_id: int, seconds: int) -> list[tuple[int, int]]:
    """`places` (agent id, ring seconds) after one step; an agent that is not there changes nothing but by "add"."""
    at = next((index for index, (known, _seconds) in enumerate(places) if known == agent_id), None)
    changed = list(places)
    if at is None:
        return [*changed, (agent_id, DEFAULT_RING_SECONDS)] if do == "add" else changed
    match do:
        case "up" if at > 0:
            changed[at - 1], changed[at] = changed[at], changed[at - 1]
        case "down" if at < len(changed) - 1:
            changed[at + 1], changed[at] = changed[at], changed[at + 1]
        case "remove":
            del changed[at]
        case "seconds":
            changed[at] = (agent_id, seconds)
    return changed


def _number(request: MemberRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() else 0


@member_page("setup.edit")
@require_POST
def delete_group(request: MemberRequest, group_id: int) -> HttpResponseBase:
    """Delete a hunt group."""
    services.delete_group(request.actor, group_id)
    messages.success(request, _("The hunt group is deleted."))
    return redirect("voice:groups")
