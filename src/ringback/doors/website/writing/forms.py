"""The form of what stands beside the call. What a value may be is decided in settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.website import agreements
from ringback.doors.website.models import Site
from ringback.doors.website.services import SiteFacts
from ringback.doors.website.writing.rules import ANSWER_HOURS, MOST_HOURS

_LINES = {"rows": 2, "dir": "auto"}


class WritingForm(SavedForm):
    """Ways to reach the site beside a call, and what visitors agree to with them."""

    active = forms.BooleanField(
        label=_("Visitors may write a message"),
        required=False,
        help_text=_("It lies in the inbox, and the answer is a promise with a time."),
    )
    answer_hours = forms.IntegerField(
        label=_("Answered within, in open hours"),
        min_value=1,
        max_value=MOST_HOURS,
        help_text=_("What is written at night counts from the morning on. Visitors read by when."),
    )
    email = forms.EmailField(
        label=_("Your own e-mail address"),
        max_length=254,
        required=False,
        help_text=_("Shown beside the form, for those who would rather write from their own program."),
    )
    message_text = forms.CharField(
        label=_("What visitors agree to when they write"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
        help_text=_("Left empty, they read the text that is shown here in grey, in their language."),
    )
    offers = forms.BooleanField(
        label=_("Ask whether news and offers may be sent later"),
        required=False,
        help_text=_("A second box of its own, never ticked beforehand. Nobody needs it to be called or answered."),
    )
    offers_text = forms.CharField(
        label=_("What they agree to with it"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs=_LINES),
    )
    offers_sms = forms.BooleanField(
        label=_("My own words name text messages, too"),
        required=False,
        help_text=_(
            "Without it, who agrees to words of your own gets offers by mail alone. Those that ship name both."
        ),
    )

    def __init__(self, *arguments: Any, facts: SiteFacts, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        for purpose in (agreements.MESSAGE, agreements.OFFERS):
            shipped = agreements.shipped(facts, purpose, facts.language).text
            self.fields[f"{purpose}_text"].widget.attrs["placeholder"] = shipped


def initial_of(site: Site) -> dict[str, Any]:
    """What the site has set, and what holds where it has not."""
    return {"active": True, "answer_hours": ANSWER_HOURS, **site.writing}
