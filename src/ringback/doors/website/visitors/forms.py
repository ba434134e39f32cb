"""The form of what a site wishes about visitors who are known."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class WishesForm(SavedForm):
    """Recognising, and alerts."""

    recognise = forms.BooleanField(
        label=_("Recognise visitors who have agreed"),
        required=False,
        help_text=_("From their first request on; their browser then keeps a number. Say so on your privacy page."),
    )
    alerts = forms.BooleanField(
        label=_("Tell when a lead comes back"),
        required=False,
        help_text=_("Whoever spoke with them hears of it, otherwise your leads. Once a visit."),
    )
    most_alerts_a_day = forms.IntegerField(label=_("Most alerts a day"), min_value=0)
