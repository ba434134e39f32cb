"""The pages of prompts: rules with a made-up visit to try them, and what came of them and of the hold-out."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.website import triggers
from ringback.doors.website.models import Site
from ringback.doors.website.prompts import reads, services, words
from ringback.doors.website.prompts.forms import RuleForm, TactForm, TryForm, initial_of
from ringback.doors.website.services import rule_of, site_of


@member_page("setup.edit")
def prompts(request: MemberRequest, site_id: int) -> HttpResponseBase:
    """A site's rules, its tact, and a visit to try them with."""
    site = site_of(request.actor, site_id)
    initial = {"quiet_days": site.quiet_days, "held_out_percent": site.held_out_percent}
    form = TactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.saved(lambda: services.save_tact(request.actor, site_id, **form.cleaned_data))
        if saved:
            messages.success(request, _("Saved."))
            return redirect("website:prompts", site_id)
    rows = [(row, words.conditions(rule_of(row))) for row in services.rules_of(site_id)]
    trying = TryForm(TryForm.MADE_UP)
    shown = {"site": site, "rows": rows, "form": form, "trying": trying, **_tried(site, trying)}
    return render(request, "website/prompts/prompts.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_GET
def trial(request: MemberRequest, site_id: int) -> HttpResponse:
    """Which rule would prompt on a made-up visit, and why: a part of the page, for htmx."""
    site = site_of(request.actor, site_id)
    return render(request, "website/prompts/_tried.html", {"site": site, **_tried(site, TryForm(request.GET))})


def _tried(site: Site, form: TryForm) -> dict[str, Any]:
    if not form.is_valid():
        return {"told": None, "fires": None}
    rules = [rule_of(row) for row in services.rules_of(site.pk) if row.active]
    fires, verdicts = triggers.explain(rules, form.view(site.origins[0] if site.origins else ""))
    return {"told": words.told(verdicts, fires), "fires": fires}


@member_page("setup.edit")
def rule(request: MemberRequest, site_id: int, rule_id: int | None = None) -> HttpResponseBase:
    """One rule, or a new one."""
    site = site_of(request.actor, site_id)
    found = None if rule_id is None else services.rule(site_id, rule_id)
    initial = initial_of(found) if found else {"seconds": 30}
    form = RuleForm(request.POST or None, site=site, polls=services.poll_choices(site_id), initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = form.saved(lambda: services.save_rule(request.actor, site_id, rule_id, form.values()))
        if saved:
            messages.success(request, _("The rule is saved."))
            return redirect("website:prompts", site_id)
    shown = {"site": site, "rule": found, "form": form}
    return render(request, "website/prompts/rule.html", shown, status=422 if form.errors else 200)


@member_page("setup.edit")
@require_POST
def rule_act(request: MemberRequest, site_id: int, rule_id: int) -> HttpResponseBase:
    """Delete a rule, or have it tried earlier."""
    if request.POST.get("do") == "up":
        services.move_up(request.actor, site_id, rule_id)
    else:
        services.delete_rule(request.actor, site_id, rule_id)
        messages.success(request, _("The rule is deleted."))
    return redirect("website:prompts", site_id)


@member_page("setup.edit")
@require_GET
def results(request: MemberRequest, site_id: int) -> HttpResponse:
    """What came of prompts, variants and the hold-out."""
    site = site_of(request.actor, site_id)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in reads.DAYS else reads.USUAL_DAYS
    found = reads.report(site_id, days)
    shown = {
        "site": site,
        "report": found,
        "days": days,
        "choices": reads.DAYS,
        "sites": reads.by_site(request.actor, days),
        "comparisons": [
            (title, arms, comparison, words.VERDICTS[comparison.verdict])
            for title, arms, comparison in (
                (_("With the widget against without"), (_("With"), _("Without")), found.held_out),
                (_("Second texts against first"), (_("Second"), _("First")), found.variants),
            )
            if comparison is not None
        ],
    }
    return render(request, "website/prompts/results.html", shown)
