"""The agreement that is signed before a purchase (MISSION A7)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from ringback.base.accounts.access import MemberRequest, member_page
from ringback.base.edge.forms import SavedForm
from ringback.doors.allocation.campaigns import services
from ringback.doors.allocation.campaigns.fields import line
from ringback.doors.allocation.campaigns.services import AgreementValues
from ringback.doors.allocation.campaigns.services.signing import MOST_TERM_DAYS, MOST_TEXT


class AgreementForm(SavedForm):
    """What is signed, and for how long it binds."""

    title = line(gettext_lazy("Title"), 120, required=False)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=MOST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
        help_text=gettext_lazy("In the language of the campaign. Without a text nothing is signed."),
    )
    term_days = forms.IntegerField(
        label=gettext_lazy("Binds for so many days"), min_value=1, max_value=MOST_TERM_DAYS,
        help_text=gettext_lazy("Counted from its signing: 730 are two years."),
    )  # fmt: skip


@member_page("allocation.edit")
@require_http_methods(["GET", "POST"])
def agreement(request: MemberRequest, campaign_id: int) -> HttpResponseBase:
    """Its text, and which versions there were."""
    campaign = services.campaign_of(request.actor, campaign_id, "allocation.edit")
    initial = {name: getattr(campaign, f"agreement_{name}") for name in ("title", "text", "term_days")}
    form = AgreementForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = AgreementValues(**form.cleaned_data)
        if form.saved(lambda: services.save_agreement(request.actor, campaign_id, values)):
            messages.success(request, _("The agreement is saved."))
            return redirect("allocation:agreement", campaign_id)
    earlier = [name for name in campaign.agreement_texts if name != campaign.agreement_version]
    shown = {"campaign": campaign, "form": form, "earlier": earlier}
    return render(request, "allocation/campaigns/agreement.html", shown, status=422 if form.errors else 200)
