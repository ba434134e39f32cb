"""The regions of a campaign on one page, each with its last day, tax and delivery (MISSION A1, A4)."""

from decimal import Decimal
from functools import partial
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.accounts.services import zone_choices
from ringback.doors.allocation.campaigns import services
from ringback.doors.allocation.campaigns.fields import NUMBER, MoneyField, day, line, shown_number
from ringback.doors.allocation.campaigns.models import Region
from ringback.doors.allocation.campaigns.saving import refused
from ringback.doors.allocation.campaigns.services import RegionValues
from ringback.doors.allocation.campaigns.services.regions import MOST_REGIONS

BLANK = 2


class RegionForm(forms.Form):
    """One region; without a name it is none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = line(gettext_lazy("Name"), 60, required=False)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    closes_on = day(gettext_lazy("Last day"), required=False)
    countries = forms.CharField(
        label=gettext_lazy("Countries"),
        max_length=1500,
        required=False,
        help_text=gettext_lazy("Codes, as US CA MX. Who is from elsewhere chooses a region without any."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    tax_name = line(gettext_lazy("Tax"), 40, required=False)
    tax_percent = forms.DecimalField(
        label=gettext_lazy("Per cent"), required=False, max_digits=5, decimal_places=2, min_value=0, max_value=100,
        widget=forms.TextInput(attrs=NUMBER), localize=True,
    )  # fmt: skip
    delivery_cost = MoneyField(label=gettext_lazy("Delivery, without tax"), required=False)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        zone: Any = self.fields["zone"]
        zone.choices = [("", "–"), *zone_choices()]

    def clean(self) -> dict[str, Any]:
        """A region that has a name needs its zone and its last day."""
        given = super().clean() or self.cleaned_data
        for name in ("zone", "closes_on"):
            if given.get("name") and not given.get(name) and name not in self.errors:
                self.add_error(name, _("A region needs this."))
        return given

    def values(self) -> RegionValues:
        """What the service takes."""
        given = self.cleaned_data
        return RegionValues(
            name=given["name"],
            zone=given["zone"],
            closes_on=given["closes_on"],
            countries=given["countries"].upper().replace(",", " ").split(),
            tax_percent=given["tax_percent"] or Decimal(0),
            tax_name=given["tax_name"],
            delivery_cost=given["delivery_cost"] or Decimal(0),
            id=given["id"],
        )


Regions = formset_factory(RegionForm, extra=BLANK, max_num=MOST_REGIONS, absolute_max=MOST_REGIONS + BLANK)


@member_page("allocation.edit")
@require_http_methods(["GET", "POST"])
def regions(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """All regions of a campaign; a name that is emptied takes its region away."""
    campaign = services.campaign_of(request.actor, campaign_id, "allocation.edit")
    there = services.regions_of(campaign_id)
    forms = Regions(request.POST or None, initial=[_initial(one) for one in there])
    problem = ""
    if request.method == "POST" and forms.is_valid():
        values = _values(forms)
        save = partial(services.save_regions, request.actor, campaign_id, values)
        problem = refused(request, save, _("The regions are saved."))
        if not problem:
            return redirect("allocation:regions", campaign_id)
    shown = {"campaign": campaign, "forms": forms, "rows": there, "problem": problem}
    return render(request, "allocation/campaigns/regions.html", shown, status=422 if request.method == "POST" else 200)


def _initial(one: Region) -> dict[str, Any]:
    plain = ("name", "zone", "closes_on", "tax_name", "tax_percent")
    return {name: getattr(one, name) for name in plain} | {
        "id": one.pk,
        "countries": " ".join(one.countries),
        "delivery_cost": shown_number(one.delivery_cost),
    }


def _values(given: "BaseFormSet[RegionForm]") -> list[RegionValues]:
    return [form.values() for form in given if form.cleaned_data.get("name", "").strip()]
