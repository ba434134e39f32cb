"""The form of a site. What a value may be is decided in services, whose FieldErrors land on the fields here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import country_choices, zone_choices
from ringback.base.edge.forms import SavedForm
from ringback.doors.website.models import Site
from ringback.doors.website.services import SiteValues
from ringback.doors.website.spoken import SPOKEN

DEFAULT_COLOUR = "#2457d6"


class SiteForm(SavedForm):
    """Everything a person says of a site."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For yourselves; your agents hear it."))
    origins = forms.CharField(
        label=_("Web addresses"),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
        help_text=_("Where the widget stands, one a line, as https://www.shop.example. Other pages cannot use it."),
    )
    group = forms.ChoiceField(
        label=_("Who is rung"), required=False, help_text=_("The hunt group that takes this site's calls.")
    )
    title = forms.CharField(
        label=_("Heading"),
        max_length=80,
        required=False,
        help_text=_("What you leave empty here, the widget says in its own words."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=300,
        required=False,
        help_text=_("{seconds} stands for the promised time."),
    )
    button = forms.CharField(label=_("Words on the button"), max_length=40, required=False)
    colour = forms.CharField(label=_("Colour"), initial=DEFAULT_COLOUR, widget=forms.TextInput(attrs={"type": "color"}))
    position = forms.ChoiceField(label=_("Place"), choices=[("right", _("Right")), ("left", _("Left"))])
    language = forms.ChoiceField(label=_("Language of the widget"), choices=SPOKEN)
    name_field = forms.BooleanField(label=_("Ask for the visitor's name"), required=False, initial=True)
    phone = forms.CharField(
        label=_("Your own number"),
        max_length=40,
        required=False,
        help_text=_("Shown beside the form, for those who would rather dial themselves."),
    )
    consent_text = forms.CharField(
        label=_("What visitors agree to"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Stands beside a box they tick. Each consent is kept with these very words."),
    )
    privacy_url = forms.URLField(label=_("Privacy page"), max_length=200, required=False, assume_scheme="https")
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        help_text=_("Numbers without a country code are read as of here."),
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries called"),
        choices=country_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("None chosen: only the site's own country. Each further one can be abused to run up your bill."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=zone_choices)
    proof_of_work = forms.BooleanField(
        label=_("Let browsers do some work first"),
        required=False,
        help_text=_("Costs a visitor about a second, unseen, and makes it dear to send thousands of requests."),
    )
    most_per_address_hour = forms.IntegerField(label=_("From one connection, an hour"), initial=10, min_value=1)
    most_per_number_day = forms.IntegerField(label=_("For one number, a day"), initial=5, min_value=1)
    most_per_site_hour = forms.IntegerField(label=_("On this site, an hour"), initial=300, min_value=1)
    skills = forms.CharField(
        label=_("Whoever is rung should know about"),
        max_length=200,
        required=False,
        help_text=_("Words with commas between, as on your agents' pages. The hunt group says what they mean to it."),
    )

    def __init__(self, *arguments: Any, groups: Iterable[tuple[int, str]], **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Nobody yet")), *((str(key), name) for key, name in groups)]

    def values(self) -> SiteValues:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given["group_id"] = int(given.pop("group") or 0) or None
        given["origins"] = [line.strip() for line in given["origins"].splitlines() if line.strip()]
        return SiteValues(**given)

    def look(self) -> dict[str, Any]:
        """What of the form can be shown already, saved or not, for the preview."""
        self.is_valid()
        return dict(getattr(self, "cleaned_data", {}))


_SAME = (
    "name",
    "country",
    "countries",
    "zone",
    "language",
    "consent_text",
    "privacy_url",
    "proof_of_work",
    "most_per_address_hour",
    "most_per_number_day",
    "most_per_site_hour",
    "skills",
)


def initial_of(site: Site) -> dict[str, Any]:
    """A site's values as the form shows them."""
    values = {name: getattr(site, name) for name in _SAME}
    values |= site.appearance
    values["colour"] = site.appearance.get("colour") or DEFAULT_COLOUR
    values["origins"] = "\n".join(site.origins)
    values["group"] = site.group_id or ""
    return values
