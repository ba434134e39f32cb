"""Agents: who takes calls, and on which phone."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import organisation_of
from ringback.channels.voice import reads, services
from ringback.channels.voice.forms import AgentForm
from ringback.channels.voice.models import Agent

_KEPT = ("name", "address", "wrap_up_seconds", "skills", "languages", "active")


@member_page("setup.edit")
def agent(request: MemberRequest, agent_id: int | None = None) -> HttpResponseBase:
    """One agent's settings, or a new one."""
    found = None if agent_id is None else reads.agent(request.actor, agent_id)
    form = agent_form(request, found)
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if form.saved(lambda: services.save_agent(request.actor, agent_id, values)):
            messages.success(request, _("“%(name)s” is saved.") % {"name": values.name})
            return redirect("voice:groups")
    return render(request, "voice/agent.html", {"agent": found, "form": form}, status=422 if form.errors else 200)


def agent_form(request: MemberRequest, found: Agent | None) -> AgentForm:
    """The form for `found`, or for a new agent: the one who asks, where they are none yet."""
    organisation = organisation_of(request.actor)
    members = organisation.members.filter(active=True).select_related("user")
    trunks = reads.trunks(request.actor)
    initial: dict[str, object] = {"trunk": trunks[0].pk if trunks else ""}
    if found is not None:
        initial = {name: getattr(found, name) for name in _KEPT}
        initial |= {"trunk": found.trunk_id or "", "member": found.member_id or ""}
        if found.in_browser:
            initial |= {"in_browser": True, "address": ""}
    elif not reads.own_agents(request.actor):
        initial |= {"name": request.actor.name, "member": request.actor.member_id}
    return AgentForm(
        request.POST or None,
        trunks=trunks,
        members=[(member.pk, str(member.user)) for member in members],
        country=organisation.country,
        initial=initial,
    )


@member_page("setup.edit")
@require_POST
def delete_agent(request: MemberRequest, agent_id: int) -> HttpResponseBase:
    """Delete an agent."""
    services.delete_agent(request.actor, agent_id)
    messages.success(request, _("The agent is deleted."))
    return redirect("voice:groups")
