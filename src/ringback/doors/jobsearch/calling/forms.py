"""The form of the card: what came of the call."""

from datetime import datetime

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.voice.sip_account import SipAccountForm
from ringback.doors.jobsearch.calling.models import Outcome
from ringback.doors.jobsearch.calling.services import EndValues
from ringback.doors.jobsearch.calling.words import PhoneWords

MEANT = (
    ("", _("Something else")),
    ("contract", _("A contract")),
    ("training", _("A training day")),
    ("tests", _("Tests")),
)


class EndForm(SavedForm):
    """What came of a call, and when the next one is. Times are by the employer's clock."""

    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect, required=False
    )
    meant = forms.ChoiceField(label=_("What was the yes for?"), choices=MEANT, required=False)
    second_best = forms.BooleanField(label=_("I was the second-best: remind me in two months"), required=False)
    hour = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    again_at = forms.DateTimeField(
        label=_("Or at another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    until = forms.DateField(required=False, widget=forms.HiddenInput)
    notes = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def values(self) -> EndValues:
        """What was said."""
        said = self.cleaned_data
        return EndValues(
            outcome=said["outcome"],
            again_at=said["again_at"] or _instant(said["hour"]),
            until=said["until"] if said["outcome"] == Outcome.UNDECIDED else None,
            notes=said["notes"],
            contract=said["meant"] == "contract",
            second_best=said["second_best"],
        )


def _instant(text: str) -> datetime | None:
    """One of the hours that were offered; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


class PhoneForm(SipAccountForm):
    """The account that calls go through, and the phone that rings first."""

    phone = forms.CharField(
        label=_("Your phone, which rings first"),
        max_length=253,
        help_text=_("Your own number, which your account then dials, too; or the SIP address of a phone."),
    )

    def words(self) -> PhoneWords:
        """What was said."""
        return PhoneWords(**self.cleaned_data)
