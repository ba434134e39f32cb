"""The options of a campaign, and the price as it changes with them, before anything is saved (MISSION A4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.doors.allocation.campaigns import rules, services
from ringback.doors.allocation.campaigns.fields import MoneyField, line, shown_number
from ringback.doors.allocation.campaigns.models import Campaign, Option
from ringback.doors.allocation.campaigns.rules import OptionFacts, Price, RegionFacts
from ringback.doors.allocation.campaigns.saving import refused
from ringback.doors.allocation.campaigns.services import OptionValues
from ringback.doors.allocation.campaigns.services.options import MOST_OPTIONS

BLANK = 3


class OptionForm(forms.Form):
    """One option; without a name it is none."""

    key = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    group = line(gettext_lazy("Group"), 80, required=False)
    name = line(gettext_lazy("Name"), 120, required=False)
    price = MoneyField(label=gettext_lazy("Price without tax"), required=False)
    exclusive = forms.BooleanField(label=gettext_lazy("one of the group"), required=False)
    default = forms.BooleanField(label=gettext_lazy("taken at first"), required=False)

    def values(self) -> OptionValues:
        """What the service takes; without a group it stands in one for itself."""
        given = self.cleaned_data
        price = given["price"] or Decimal(0)
        group = given["group"] or given["name"]
        return OptionValues(group, given["name"], price, given["exclusive"], given["default"], given["key"])


Options = formset_factory(OptionForm, extra=BLANK, max_num=MOST_OPTIONS, absolute_max=MOST_OPTIONS + BLANK)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of the preview, and whether it is taken. `field` names its group's input."""

    field: str
    option: OptionFacts
    taken: bool


@member_page("allocation.edit")
@require_http_methods(["GET", "POST"])
def options(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """All options of a campaign; a name that is emptied takes its option away."""
    campaign = services.campaign_of(request.actor, campaign_id, "allocation.edit")
    there = services.options_of(campaign_id)
    forms = Options(request.POST or None, initial=[_initial(one) for one in there])
    problem = ""
    if request.method == "POST" and forms.is_valid():
        values = _values(forms)
        save = partial(services.save_options, request.actor, campaign_id, values)
        problem = refused(request, save, _("The options are saved."))
        if not problem:
            return redirect("allocation:options", campaign_id)
    typed = _facts(_values(forms)) if request.method == "POST" and forms.is_valid() else None
    shown = {"campaign": campaign, "forms": forms, "problem": problem, **_priced(request, campaign, typed)}
    return render(request, "allocation/campaigns/options.html", shown, status=422 if request.method == "POST" else 200)


@member_page("allocation.edit")
@require_POST
def preview(request: MemberRequest, campaign_id: int) -> HttpResponse:
    """The price of what is typed and chosen now; nothing is saved."""
    campaign = services.campaign_of(request.actor, campaign_id, "allocation.edit")
    forms = Options(request.POST)
    typed = _facts(_values(forms)) if forms.is_valid() else None
    shown = {"campaign": campaign, **_priced(request, campaign, typed), "incomplete": typed is None}
    return render(request, "allocation/campaigns/_price.html", shown)


def _priced(request: HttpRequest, campaign: Campaign, typed: Sequence[OptionFacts] | None) -> dict[str, Any]:
    facts = services.facts_of(campaign)
    if typed is not None:
        facts = replace(facts, options=tuple(typed))
    chosen_id = request.POST.get("preview-region", "")
    region = facts.region(int(chosen_id)) if chosen_id.isdecimal() and len(chosen_id) < 18 else None
    region = region or next(iter(facts.regions), None)
    keys = _picked(request, facts.options)
    price: Price | None = rules.price(facts, region, keys) if region else None
    taken = {one.key for one in rules.chosen(facts.options, keys)}
    groups: dict[str, list[Choice]] = {}
    for one in facts.options:
        field = f"pick-{len(groups) if one.group not in groups else list(groups).index(one.group)}"
        groups.setdefault(one.group, []).append(Choice(field, one, one.key in taken))
    regions: tuple[RegionFacts, ...] = facts.regions
    return {"price": price, "region": region, "regions": regions, "groups": list(groups.items())}


def _picked(request: HttpRequest, offered: Sequence[OptionFacts]) -> set[str]:
    """What is chosen in the preview; before anybody chose, what is taken at first."""
    if "preview-region" not in request.POST:
        return {one.key for one in offered if one.default}
    return {value for name, values in request.POST.lists() if name.startswith("pick-") for value in values}


def _facts(values: Sequence[OptionValues]) -> list[OptionFacts]:
    """What is typed, as the rules take it; rows that are new yet go by their place."""
    single = {one.group for one in values if one.exclusive}
    return [
        OptionFacts(one.key or f"new-{number}", one.group, one.name, one.price, one.group in single, one.default)
        for number, one in enumerate(values)
    ]


def _initial(one: Option) -> dict[str, Any]:
    plain = ("key", "group", "name", "exclusive", "default")
    return {name: getattr(one, name) for name in plain} | {"price": shown_number(one.price)}


def _values(given: "BaseFormSet[OptionForm]") -> list[OptionValues]:
    return [form.values() for form in given if form.cleaned_data.get("name", "").strip()]
