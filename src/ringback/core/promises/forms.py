"""The form to hand promises over."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ringback.core.promises.rules import Target, To


class HandOverForm(forms.Form):
    """To whom promises are handed, and why."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, *, names: Mapping[Target, str], besides: int) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        members = [
            (f"member:{one.id}", name) for one, name in names.items() if one.to is To.MEMBER and one.id != besides
        ]
        groups = [(f"group:{one.id}", name) for one, name in names.items() if one.to is To.GROUP]
        parts = ((_("One member"), members), (_("In turn to everybody of a hunt group"), groups))
        field.choices = [(label, rows) for label, rows in parts if rows]

    def target(self) -> Target:
        """Whom was chosen."""
        to, _colon, row_id = self.cleaned_data["to"].partition(":")
        return Target(To(to), int(row_id))
