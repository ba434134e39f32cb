"""The form to hand promises over."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ringback.core.promises.services import taker_choices


class HandOverForm(forms.Form):
    """To whom promises are handed, and why."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"))
    why = forms.CharField(label=gettext_lazy("Why"), required=False, max_length=200)

    def __init__(self, data: Mapping[str, Any] | None, organisation_id: int, besides: int) -> None:
        super().__init__(data)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = taker_choices(organisation_id, besides)
