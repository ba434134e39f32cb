"""Forms of the team and the organisation."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ringback.base.accounts import rules, services
from ringback.base.accounts.models import Role, Scope
from ringback.base.accounts.rules import GrantValue
from ringback.base.accounts.services.scopes import scope_choices
from ringback.base.kit import money

EVERYWHERE = "organisation:0"


class ProfileForm(forms.Form):
    """One's own name."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class OrganisationForm(forms.Form):
    """An organisation's name, place and language."""

    name = forms.CharField(label=_("Name of your organisation"), max_length=120)
    country = forms.ChoiceField(
        label=_("Country"),
        choices=services.country_choices,
        help_text=_("Phone numbers without a country code are read as of this country."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), choices=services.zone_choices)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the mail that Ringback sends in your name."),
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in money.CURRENCIES],
        initial=money.USUAL,
        required=False,
        help_text=_("In which the value of a lead is noted unless somebody says otherwise."),
    )


class GrantForm(forms.Form):
    """A role, and how far it reaches. `reach` is "organisation:0", or a part of it, as "site:<id>"."""

    role = forms.ChoiceField(label=_("Role"), initial=Role.AGENT)
    reach = forms.ChoiceField(label=_("Reach"), initial=EVERYWHERE)

    def __init__(self, actor: services.Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in Role if rules.may_hand_out(actor.grants, role)]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), initial=Role.AGENT, choices=roles)
        self.fields["reach"] = forms.ChoiceField(
            label=_("Reach"), initial=EVERYWHERE, choices=_reach_choices(actor.organisation_id)
        )

    def grant(self) -> GrantValue:
        """The grant that was chosen."""
        scope, _colon, number = self.cleaned_data["reach"].partition(":")
        return GrantValue(self.cleaned_data["role"], scope, int(number))


class OptionalGrantForm(GrantForm):
    """One row of a member's grants; without a role it is none."""

    def __init__(self, actor: services.Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        offered = list(self.fields["role"].choices)  # type: ignore[attr-defined]
        self.fields["role"] = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("no role")), *offered])

    def is_given(self) -> bool:
        """Whether a role was chosen in this row."""
        return bool(self.cleaned_data.get("role"))


class InvitationForm(GrantForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    field_order = ("email", "role", "reach")


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The program that will use it, so that you know it later.")
    )
    life_days = forms.TypedChoiceField(
        label=_("Ends"),
        coerce=int,
        empty_value=None,
        required=False,
        initial=365,
        choices=[(30, _("in 30 days")), (90, _("in 90 days")), (365, _("in a year")), ("", _("never"))],
    )


def _reach_choices(organisation_id: int) -> list[tuple[str, Any]]:
    whole = (EVERYWHERE, _("Whole organisation"))
    return [whole] + [
        (f"{scope}:{number}", f"{Scope(scope).label}: {name}") for scope, number, name in scope_choices(organisation_id)
    ]
