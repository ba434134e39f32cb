"""The form of a scorecard: a name, the best mark, and up to ten things to mark."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.base.kit.marking import (
    LEAST_MARK,
    MOST_CRITERIA,
    MOST_HINT,
    MOST_MARK,
    MOST_TITLE,
    MOST_WEIGHT,
    Criterion,
)
from ringback.channels.voice.reviewing.services import Card


class ScorecardForm(SavedForm):
    """Empty lines are left out."""

    name = forms.CharField(label=_("Name"), max_length=MOST_TITLE)
    most = forms.IntegerField(
        label=_("Best mark"), min_value=LEAST_MARK, max_value=MOST_MARK, help_text=_("The worst is 1.")
    )

    def __init__(self, data: Any, card: Card) -> None:
        super().__init__(data, initial={"name": card.name, "most": card.most})
        for number in range(MOST_CRITERIA):
            one = card.criteria[number] if number < len(card.criteria) else Criterion("")
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("What is marked"), max_length=MOST_TITLE, required=False, initial=one.title
            )
            self.fields[f"hint_{number}"] = forms.CharField(
                label=_("What a good one is like"), max_length=MOST_HINT, required=False, initial=one.hint
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Weight"), min_value=1, max_value=MOST_WEIGHT, required=False, initial=one.weight
            )

    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The lines: title, hint and weight of each."""
        return [(self[f"title_{n}"], self[f"hint_{n}"], self[f"weight_{n}"]) for n in range(MOST_CRITERIA)]

    def criteria(self) -> list[Criterion]:
        """What was typed."""
        given = self.cleaned_data
        return [
            Criterion(given[f"title_{n}"], given[f"hint_{n}"], given[f"weight_{n}"] or 1) for n in range(MOST_CRITERIA)
        ]
