"""The first-run wizard: from an empty organisation to a real test call in five steps."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts import services as accounts
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import show_refusal
from ringback.base.kit.errors import ConflictError, FieldError, NotFoundError, StoppedError
from ringback.channels.voice import reads
from ringback.channels.voice import services as voice
from ringback.desk import wizard
from ringback.desk.forms import LineForm, PhoneForm, RungForm, TestForm

RING_SECONDS = 20
PROGRESS = ("planned", "hunting", "whispering", "dialling_visitor", "talking", "ended")


@member_page("setup.edit")
@require_GET
def start(request: MemberRequest) -> HttpResponseBase:
    """On to the first step that is still open; to Today when none is."""
    following = wizard.following(request, wizard.done(request.actor))
    return redirect("desk:start-step", following) if following else redirect("desk:today")


@member_page("setup.edit")
def step(request: MemberRequest, slug: str) -> HttpResponseBase:
    """One step: its form, or what is there already."""
    if slug not in wizard.TITLES:
        raise NotFoundError(_("There is no such step."))
    if slug == "test" and request.headers.get("HX-Target") == "progress":
        return render(request, "desk/_start_progress.html", _progress(request))
    form = _form(request, slug)
    if request.method == "POST" and form is not None and form.is_valid() and _saved(request, slug, form):
        finished = wizard.done(request.actor)
        return redirect("desk:start-step", wizard.following(request, finished, slug) or "test")
    return _page(request, slug, form)


def _page(request: MemberRequest, slug: str, form: forms.Form | None) -> HttpResponse:
    finished = wizard.done(request.actor)
    slugs = list(wizard.TITLES)
    shown: dict[str, Any] = {
        "slug": slug,
        "number": slugs.index(slug) + 1,
        "title": wizard.TITLES[slug],
        "steps": wizard.steps(request, finished, slug),
        "is_done": slug in finished,
        "before": slugs[slugs.index(slug) - 1] if slug != slugs[0] else "",
        "next": wizard.following(request, finished, slug) or (slugs[-1] if slug != slugs[-1] else ""),
        "form": form,
        "panels": wizard.panels(request, slug),
        "organisation": accounts.organisation_of(request.actor),
        "agents": reads.agents(request.actor),
        "trunks": reads.trunks(request.actor),
        "groups": reads.groups(request.actor),
    }
    if slug == "test":
        shown |= _progress(request)
    failed = form is not None and form.is_bound and bool(form.errors)
    return render(request, "desk/start.html", shown, status=422 if failed else 200)


def _form(request: MemberRequest, slug: str) -> forms.Form | None:
    data = request.POST if request.method == "POST" else None
    match slug:
        case "phone":
            return PhoneForm(data, initial={"name": request.actor.name})
        case "trunk":
            return LineForm(data)
        case "group":
            return RungForm(data, initial={"name": _("Everybody")})
        case "test":
            return TestForm(data)
    return None


def _saved(request: MemberRequest, slug: str, form: forms.Form) -> bool:
    """Let the services do what the step says. What they refuse is said on the form."""
    deeds: dict[str, Callable[[MemberRequest, dict[str, Any]], None]] = {
        "phone": _save_phone,
        "trunk": _save_line,
        "group": _save_group,
        "test": _call,
    }
    try:
        deeds[slug](request, form.cleaned_data)
    except (FieldError, ConflictError, StoppedError, NotFoundError) as error:
        show_refusal(form, error)
        return False
    return slug != "test"


def _save_phone(request: MemberRequest, given: dict[str, Any]) -> None:
    own = None if reads.own_agents(request.actor) else request.actor.member_id
    country = accounts.organisation_of(request.actor).country
    trunks = reads.trunks(request.actor)
    values = voice.AgentValues(
        name=given["name"],
        address=given["address"],
        trunk_id=trunks[0].pk if trunks else None,
        member_id=own,
        country=country,
    )
    voice.save_agent(request.actor, None, values)


def _save_line(request: MemberRequest, given: dict[str, Any]) -> None:
    """The first trunk is everybody's: agents and groups without one get it."""
    values = voice.TrunkValues(
        name=_("Main line"),
        host=given["host"],
        username=given["username"],
        secret=given["secret"],
        registers=bool(given["username"]),
        caller_id=given["caller_id"],
    )
    trunk = voice.save_trunk(request.actor, None, values)
    for row in reads.agents(request.actor):
        agent = row.agent
        if agent.trunk_id is None and agent.address.startswith("+"):
            kept = ("name", "address", "member_id", "wrap_up_seconds", "active")
            again = voice.AgentValues(trunk_id=trunk.pk, **{name: getattr(agent, name) for name in kept})
            voice.save_agent(request.actor, agent.pk, again)


def _save_group(request: MemberRequest, given: dict[str, Any]) -> None:
    trunks, language = reads.trunks(request.actor), accounts.organisation_of(request.actor).language
    usual = voice.usual_words(language)
    values = voice.GroupValues(
        name=given["name"],
        trunk_id=trunks[0].pk if trunks else None,
        language=language,
        whisper=usual.whisper,
        announcement=usual.announcement,
    )
    group = voice.save_group(request.actor, None, values)
    everybody = [(row.agent.pk, RING_SECONDS) for row in reads.agents(request.actor) if row.agent.active]
    voice.order_places(request.actor, group.pk, everybody)


def _call(request: MemberRequest, given: dict[str, Any]) -> None:
    groups = [group for group in reads.groups(request.actor) if group.places.all()]
    if not groups:
        raise NotFoundError(_("Nobody is rung yet: go back to “Who is rung”."))
    call = voice.test_call(request.actor, given["number"], group_id=groups[0].pk)
    request.session["start_call"] = call.call_id


def _progress(request: MemberRequest) -> dict[str, Any]:
    """The test call of this session, and how far it has come (0 to 5)."""
    call_id = request.session.get("start_call")
    if not call_id:
        return {"call": None}
    try:
        page = reads.call(request.actor, call_id)
    except NotFoundError:
        return {"call": None}
    return {"call": page, "reached": _reached(page)}


def _reached(page: reads.CallPage) -> int:
    if page.row.connected_at:
        return PROGRESS.index("talking")
    if page.row.agent_answered_at:
        return PROGRESS.index("dialling_visitor") if len(page.legs) > 1 else PROGRESS.index("whispering")
    return PROGRESS.index("hunting") if page.legs else 0


@member_page("setup.edit")
@require_POST
def skip(request: MemberRequest, slug: str) -> HttpResponseBase:
    """Leave one step out, or ("all") the whole wizard."""
    if slug == "all":
        wizard.skip_all(request)
        return redirect("desk:today")
    wizard.skip(request, slug)
    following = wizard.following(request, wizard.done(request.actor), slug if slug in wizard.TITLES else "")
    return redirect("desk:start-step", following) if following else redirect("desk:today")
