"""Members and what they may do."""

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ringback.base.accounts import reads, rules, services, team_notes
from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.forms import OptionalGrantForm
from ringback.base.accounts.views.outcomes import Refused

MOST_GRANTS = 20


@require_safe
@member_page("team.edit")
def team(request: MemberRequest) -> HttpResponseBase:
    """Members and open invitations."""
    links = team_notes.links_of(request)
    values = {
        "tab": "team",
        "members": [(member, links.get(member.id, [])) for member in reads.members(request.actor)],
        "invitations": reads.open_invitations(request.actor),
        "is_owner": rules.is_owner(request.actor.grants),
        "notes": team_notes.said(request),
    }
    return render(request, "accounts/team.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page("team.edit")
def member(request: MemberRequest, member_id: int) -> HttpResponseBase:
    """One member's grants, to change."""
    row = reads.member(request.actor, member_id)
    problem, status = "", 200
    formset = _formset(request, member_id)
    if request.method == "POST" and formset.is_valid():
        try:
            services.change_grants(request.actor, member_id, [form.grant() for form in formset if form.is_given()])
        except Refused as error:
            problem = error.words
        else:
            messages.success(request, _("What %(name)s may do was changed.") % {"name": row.name})
            return redirect("accounts:team")
    if request.method == "POST":
        status = 422
    values = {
        "tab": "team",
        "member": row,
        "formset": formset,
        "problem": problem,
        "may_change": _may_change(request, row),
        "roles": role_words(),
    }
    return render(request, "accounts/member.html", values, status=status)


@require_POST
@member_page()
def remove(request: MemberRequest, member_id: int) -> HttpResponse:
    """End a membership; one's own too."""
    services.remove_member(request.actor, member_id)
    if member_id == request.actor.member_id:
        messages.success(request, _("You have left the organisation."))
        return redirect("/")
    messages.success(request, _("The member was removed. Their tokens and invitations no longer work."))
    return redirect("accounts:team")


@require_POST
@member_page("team.edit")
def second_factor(request: MemberRequest, member_id: int) -> HttpResponse:
    """Take away a member's second factor, who signs in by password until they set up another."""
    services.take_second_factor(request.actor, member_id)
    messages.success(request, _("Their second factor is gone: they sign in by password, and should set up a new one."))
    return redirect("accounts:member", member_id)


def role_words() -> list[tuple[str, str]]:
    """What each role may do, in words."""
    return [
        (_("Owner"), _("everything, and makes other owners")),
        (_("Admin"), _("everything but making owners: set-up, team, audit log, exporting and erasing people")),
        (_("Lead"), _("all calls, recordings, numbers and people, everybody's presence, the stop switch")),
        (_("Agent"), _("takes calls: sees calls and numbers, hangs up, notes results, sets their own presence")),
        (_("Viewer"), _("sees calls with numbers hidden, hears no recordings")),
        (_("Recruiter"), _("openings and candidates: calls, interviews, answers")),
        (_("Approver"), _("sees candidates, and says yes or no to them")),
        (_("Interviewer"), _("sees candidates, and gives marks")),
        (_("Regional reviewer"), _("reads the applications of their region, and chooses which go on to head office")),
        (_("Head office"), _("sees what regions chose, gives places, and publishes the answers")),
    ]


def _may_change(request: MemberRequest, row: reads.MemberRow) -> bool:
    return all(rules.may_hand_out(request.actor.grants, grant.role) for grant in row.grants)


def _formset(request: MemberRequest, member_id: int) -> "BaseFormSet[OptionalGrantForm]":
    made = formset_factory(OptionalGrantForm, extra=1, max_num=MOST_GRANTS, absolute_max=MOST_GRANTS + 5)
    given = services.grants_of(member_id)
    options: dict[str, Any] = {
        "initial": [{"role": grant.role, "reach": f"{grant.scope}:{grant.scope_id}"} for grant in given],
        "form_kwargs": {"actor": request.actor},
        "prefix": "grants",
    }
    return made(request.POST, **options) if request.method == "POST" else made(**options)
