"""What a prompt rule opens, shown on a page of nothing: the form with its words, or the poll that it shows."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.kit.errors import NotFoundError
from ringback.doors.website import script
from ringback.doors.website.built import built
from ringback.doors.website.polls import answering
from ringback.doors.website.prompts import services
from ringback.doors.website.prompts.forms import RuleForm
from ringback.doors.website.services import SiteFacts, facts_by_key, site_of
from ringback.doors.website.triggers import Rule


@member_page("setup.edit")
@xframe_options_sameorigin
def rule_preview(request: MemberRequest, site_id: int, rule_id: int | None = None) -> HttpResponse:
    """The widget as this rule opens it: with its words and its poll as saved, or as the form says now."""
    site = site_of(request.actor, site_id)
    facts = facts_by_key(site.key)
    if facts is None:
        raise NotFoundError(_("There is no such site."))
    saved = None if rule_id is None else services.rule(site_id, rule_id)
    texts, poll = (saved.texts, saved.poll_id) if saved else ({}, None)
    if request.method == "POST":
        form = RuleForm(request.POST, site=site, polls=services.poll_choices(site_id))
        form.is_valid()  # what else is wrong in it does not matter here
        texts, poll = services.said(form.said("texts")), int(form.cleaned_data.get("poll") or 0) or None
    asked = _asked(facts, poll)
    shown = replace(facts, prompt_rules=(Rule(1, seconds=1, texts=texts, poll=poll if asked else None),))
    return render(request, "website/preview.html", {"config": script.config(shown, "", built()), "poll": asked})


def _asked(facts: SiteFacts, poll: int | None) -> dict[str, Any] | None:
    """The poll as the server would tell it; None where there is none, or it rests: then the form is shown."""
    if poll is None:
        return None
    try:
        asked, contact = answering.ask(facts, poll, facts.language, None)
    except NotFoundError:
        return None
    return answering.told(poll, asked, contact=contact)
