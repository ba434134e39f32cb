"""Fields that several forms of a campaign have."""

from decimal import Decimal
from typing import Any

from django import forms

from ringback.base.kit import money
from ringback.base.kit.errors import FieldError

NUMBER = {"inputmode": "decimal", "autocomplete": "off"}


def day(label: Any, **more: Any) -> forms.DateField:
    """A field for a day, in the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def line(label: Any, most: int, **more: Any) -> forms.CharField:
    """A field for a line in any script."""
    return forms.CharField(label=label, max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}), **more)


class MoneyField(forms.CharField):
    """An amount as people type it; None for nothing."""

    widget = forms.TextInput(attrs=NUMBER)

    def clean(self, value: Any) -> Any:
        try:
            return money.amount(super().clean(value))
        except FieldError as error:
            raise forms.ValidationError(error.words) from error


class PointsField(forms.DecimalField):
    """Points for an answer, of at most two decimals; a comma will do."""

    widget = forms.TextInput(attrs=NUMBER)

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_digits=6, decimal_places=2, **more)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def points_of(text: str) -> Decimal:
    """ "2,5" as points. Raises ValidationError."""
    return PointsField(label="").clean(text) or Decimal(0)


def shown_number(amount: Decimal | None) -> str:
    """A number as it stands in a field: no cents where it has none."""
    return "" if amount is None else f"{amount:f}".removesuffix(".00")
