"""The form of a campaign. What a value may be is decided in services."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.base.kit import money
from ringback.doors.allocation.campaigns.fields import MoneyField, day, shown_number
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.campaigns.services import CampaignValues
from ringback.doors.allocation.campaigns.spoken import SPOKEN

_PLAIN = (
    *("title", "text", "places", "decide_days", "delivery_from", "delivery_until", "offer_days", "currency"),
    *("language", "contact_email", "prefer_history"),
)


class CampaignForm(SavedForm):
    """What a campaign is, apart from its regions, questions, options and agreement."""

    title = forms.CharField(label=_("Title"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    text = forms.CharField(
        label=_("What it is about"),
        max_length=12_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("The first thing applicants read: what is given, how many there are, how it is decided."),
    )
    places = forms.IntegerField(label=_("Places"), min_value=1, help_text=_("As 500. Not one more can be given."))
    owner = forms.ChoiceField(label=_("Who answers for it"), required=False)
    opens_at = forms.DateTimeField(
        label=_("Applications from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    decide_days = forms.IntegerField(
        label=_("Days to decide"), min_value=1, help_text=_("Counted from the last region's closing.")
    )
    delivery_from = day(_("Delivered from"), required=False)
    delivery_until = day(_("Delivered until"), required=False)
    base_price = MoneyField(label=_("Price"), required=False, help_text=_("Without tax, delivery and options."))
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in money.CURRENCIES])
    offer_days = forms.IntegerField(
        label=_("Days to accept an offer"), min_value=1, help_text=_("After that the next on the waiting list follows.")
    )
    prefer_history = forms.BooleanField(
        label=_("On the waiting list, earlier customers come first"),
        required=False,
        help_text=_(
            "Whoever stands on a list of known applicants. Say so in the text, too: people apply for what they read."
        ),
    )
    language = forms.ChoiceField(label=_("Language of your texts"), choices=SPOKEN)
    contact_email = forms.CharField(label=_("E-mail address for questions"), max_length=254, required=False)

    def __init__(self, *arguments: Any, members: dict[int, str], zone: str, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.zone = ZoneInfo(zone)
        own: Any = self.fields["owner"]
        own.choices = [("", _("Nobody yet")), *((str(number), name) for number, name in members.items())]

    def clean_opens_at(self) -> datetime | None:
        """What was typed is the organisation's own time."""
        typed = self.cleaned_data["opens_at"]
        return typed.replace(tzinfo=self.zone) if typed else None

    def values(self) -> CampaignValues:
        """What the service takes."""
        given = self.cleaned_data
        return CampaignValues(
            **{name: given[name] for name in _PLAIN},
            opens_at=given["opens_at"],
            base_price=given["base_price"] or Decimal(0),
            owner_id=int(given["owner"]) if given["owner"] else None,
        )


def initial_of(campaign: Campaign, zone: str) -> dict[str, Any]:
    """A campaign's values as the form shows them."""
    opens_at = campaign.opens_at
    return {name: getattr(campaign, name) for name in _PLAIN} | {
        "owner": str(campaign.owner_id or ""),
        "opens_at": opens_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if opens_at else None,
        "base_price": shown_number(campaign.base_price),
    }
