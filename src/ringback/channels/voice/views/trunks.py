"""Trunks: whether each can be used now, its settings, a test call through it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.channels.voice import reads, services
from ringback.channels.voice.forms import TestCallForm, TrunkForm
from ringback.channels.voice.models import Trunk


@member_page("setup.edit")
@require_GET
def trunks(request: MemberRequest) -> HttpResponse:
    """All trunks with their state; the list alone for htmx."""
    part = request.headers.get("HX-Target") == "trunks"
    shown = {"trunks": reads.trunks(request.actor)}
    return render(request, "voice/_trunks.html" if part else "voice/trunks.html", shown)


@member_page("setup.edit")
def trunk(request: MemberRequest, trunk_id: int | None = None) -> HttpResponseBase:
    """One trunk's settings, or a new one."""
    found = None if trunk_id is None else reads.trunk(request.actor, trunk_id)
    form = TrunkForm(request.POST or None, initial=_initial(found), groups=reads.groups(request.actor))
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if form.saved(lambda: services.save_trunk(request.actor, trunk_id, values)):
            messages.success(request, _("“%(name)s” is saved.") % {"name": values.name})
            return redirect("voice:trunks")
    shown = {
        "trunk": found,
        "form": form,
        "has_secret": bool(found and found.secret),
        "groups": [group for group in reads.groups(request.actor) if found and group.trunk_id == found.pk],
    }
    return render(request, "voice/trunk.html", shown, status=422 if form.errors else 200)


def _initial(found: Trunk | None) -> dict[str, object]:
    if found is None:
        return {}
    kept = [name for name in TrunkForm.base_fields if name not in ("secret", "answered_by")]
    return {name: getattr(found, name) for name in kept} | {"answered_by": found.answered_by_id or ""}


@member_page("setup.edit")
@require_POST
def delete_trunk(request: MemberRequest, trunk_id: int) -> HttpResponseBase:
    """Delete a trunk that nothing uses."""
    services.delete_trunk(request.actor, trunk_id)
    messages.success(request, _("The trunk is deleted."))
    return redirect("voice:trunks")


@member_page("setup.edit")
def test_call(request: MemberRequest) -> HttpResponseBase:
    """Call a number of one's own through a hunt group, and watch it on the call's page."""
    groups = reads.groups(request.actor)
    form = TestCallForm(request.POST or None, groups=groups, initial={"group": request.GET.get("group", "")})
    if request.method == "POST" and form.is_valid():
        placed: list[str] = []
        number, group_id = form.cleaned_data["number"], int(form.cleaned_data["group"])
        if form.saved(lambda: placed.append(services.test_call(request.actor, number, group_id=group_id).call_id)):
            return redirect("voice:call", placed[0])
    shown = {"form": form, "groups": groups}
    return render(request, "voice/test_call.html", shown, status=422 if form.errors else 200)
