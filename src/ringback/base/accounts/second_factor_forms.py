"""The form for a second factor's code, where the key that sealed it may be lost."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext as _

from ringback.base.accounts.services import is_unreadable


class _Readable:
    """Checks a code with what can be read, and says so where something cannot."""

    user: Any
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def clean_code(self) -> str:
        factors = Authenticator.objects.filter(user=self.user).exclude(type=Authenticator.Type.WEBAUTHN)
        shut = [factor for factor in factors if is_unreadable(factor)]
        if not shut:
            return str(super().clean_code())  # type: ignore[misc]
        over, code = check_rate_limit(self.user), str(self.cleaned_data["code"])
        for factor in factors:
            if factor not in shut and factor.wrap().validate_code(code):
                self.authenticator = factor
                over()
                return code
        raise forms.ValidationError(_why(has_others=len(shut) < len(factors), codes_shut=_codes_among(shut)))


def _codes_among(factors: list[Authenticator]) -> bool:
    return any(factor.type == Authenticator.Type.RECOVERY_CODES for factor in factors)


def _why(*, has_others: bool, codes_shut: bool) -> str:
    why = _("Your second factor cannot be checked: the key that it was stored with is not here (RINGBACK_KEYS).")
    if has_others and not codes_shut:
        return why + " " + _("Use one of your recovery codes.")
    mend = _("An owner or admin of your team can take it away, or whoever runs this installation.")
    return why + " " + mend


class SecondFactorForm(_Readable, AuthenticateForm):  # type: ignore[misc]
    """At signing in."""


class SecondFactorAgainForm(_Readable, ReauthenticateForm):  # type: ignore[misc]
    """Before something that matters."""
