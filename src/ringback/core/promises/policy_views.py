"""Pages of policies: in words, to change, and what they would do to a promise made now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.core.promises import services
from ringback.core.promises.policy_form import PolicyForm
from ringback.core.promises.rules import Policy
from ringback.core.promises.services import GovernedRow


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the policy of a kind or of a door is looked at, put into words and reset."""

    page: str
    words: str
    reset: str

    @classmethod
    def of(cls, row: GovernedRow) -> Self:
        """Those of a row."""
        if row.governed.kind is None:
            names, value = ("door-policy", "door-policy-words", "door-policy-reset"), row.governed.door
        else:
            names, value = ("policy", "policy-words", "policy-reset"), row.governed.kind
        return cls(*(reverse(f"promises:{name}", args=[value]) for name in names))


@member_page("setup.edit")
@require_GET
def policies(request: MemberRequest) -> HttpResponse:
    """Every door and kind of promise with its policy in words."""
    rows = [(row, Addresses.of(row)) for row in services.policies(request.actor)]
    return render(request, "promises/policies.html", {"rows": rows})


@member_page("setup.edit")
def policy(request: MemberRequest, kind: str) -> HttpResponseBase:
    """That of a kind, to change, with what it says in words beside it."""
    row = services.policy(request.actor, kind)
    return _page(request, row, lambda said: services.save_policy(request.actor, kind, said))


@member_page("setup.edit")
def door_policy(request: MemberRequest, door: str) -> HttpResponseBase:
    """That of a door."""
    row = services.door_policy(request.actor, door)
    return _page(request, row, lambda said: services.save_door_policy(request.actor, door, said))


@member_page("setup.edit")
@require_POST
def preview(request: MemberRequest, kind: str) -> HttpResponse:
    """What the form of a kind says now, in words; or which field cannot be read yet."""
    return _preview(request, services.policy(request.actor, kind))


@member_page("setup.edit")
@require_POST
def door_preview(request: MemberRequest, door: str) -> HttpResponse:
    """As `preview`, of a door."""
    return _preview(request, services.door_policy(request.actor, door))


@member_page("setup.edit")
@require_POST
def reset(request: MemberRequest, kind: str) -> HttpResponseBase:
    """Back to the policy of the door, or that Ringback ships with."""
    services.reset_policy(request.actor, kind)
    return _was_reset(request)


@member_page("setup.edit")
@require_POST
def door_reset(request: MemberRequest, door: str) -> HttpResponseBase:
    """Let the door's kinds go by what they ship with."""
    services.reset_door_policy(request.actor, door)
    return _was_reset(request)


def _page(request: MemberRequest, row: GovernedRow, save: Callable[[Policy], None]) -> HttpResponseBase:
    more = request.POST.get("more", "")
    form = _form(request, row)
    said = form.policy() if request.method == "POST" else None
    if not more and said is not None and form.saved(lambda: save(said)):
        messages.success(request, _("Saved. It holds for promises made from now on."))
        return redirect("promises:policies")
    if more:
        form = _form(request, row, more)
    shown = {"row": row, "form": form, "to": Addresses.of(row), **_words(request, said or row.policy)}
    return render(request, "promises/policy.html", shown, status=422 if form.errors else 200)


def _preview(request: MemberRequest, row: GovernedRow) -> HttpResponse:
    form = _form(request, row)
    said = form.policy()
    wrong = [(form[name].label, problems) for name, problems in form.errors.items() if name in form.fields]
    shown = _words(request, said) if said is not None else {}
    return render(request, "promises/_words.html", {"wrong": wrong, **shown})


def _words(request: MemberRequest, said: Policy) -> dict[str, Any]:
    organisation_id = request.actor.organisation_id
    return {
        "sentences": services.words(organisation_id, said),
        "timelines": services.timelines(organisation_id, said),
    }


def _form(request: MemberRequest, row: GovernedRow, more: str = "") -> PolicyForm:
    names = services.names_of(request.actor.organisation_id)
    sent = request.POST if request.method == "POST" else None
    return PolicyForm(sent, stored=row.policy, names=names, more=more)


def _was_reset(request: MemberRequest) -> HttpResponseBase:
    messages.success(request, _("It has no policy of its own any more."))
    return redirect("promises:policies")
