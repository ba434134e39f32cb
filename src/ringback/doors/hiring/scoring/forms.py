"""The forms of a card, of marks and of what a manager looks for. What a value may be is decided in services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.base.kit.marking import LEAST_MARK, MOST_CRITERIA, MOST_MARK, MOST_TITLE, MOST_WEIGHT
from ringback.doors.hiring.scoring.models import Sheet
from ringback.doors.hiring.scoring.rules import MOST_EVIDENCE, MOST_HINT, MOST_QUESTION, Competence, Given
from ringback.doors.hiring.scoring.services import Card, WishValues
from ringback.doors.hiring.scoring.shipped import Question

BLANK = 2


def _text(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget, **more)


class CardForm(SavedForm):
    """Up to ten competences; what has no name is left out."""

    most = forms.IntegerField(
        label=_("Best mark"), min_value=LEAST_MARK, max_value=MOST_MARK, help_text=_("The worst is 1.")
    )

    def __init__(self, data: Any, card: Card) -> None:
        super().__init__(data, initial={"most": card.most})
        self.count = min(MOST_CRITERIA, len(card.competences) + BLANK)
        for number in range(self.count):
            one = card.competences[number] if number < len(card.competences) else Competence("")
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Competence"),
                max_length=MOST_TITLE,
                required=False,
                initial=one.title,
                widget=forms.TextInput(attrs={"dir": "auto"}),
            )
            self.fields[f"weight_{number}"] = forms.IntegerField(
                label=_("Weight"), min_value=1, max_value=MOST_WEIGHT, required=False, initial=one.weight
            )
            self.fields[f"questions_{number}"] = _text(
                _("Questions, one a line"), 3, 2600, initial="\n".join(one.questions)
            )
            self.fields[f"hint_{number}"] = _text(_("What a good answer shows"), 3, MOST_HINT, initial=one.hint)

    def rows(self) -> list[tuple[Any, ...]]:
        """The fields of each competence."""
        names = ("title", "weight", "questions", "hint")
        return [tuple(self[f"{name}_{number}"] for name in names) for number in range(self.count)]

    def competences(self) -> list[Competence]:
        """What was typed."""
        given = self.cleaned_data
        return [
            Competence(
                given[f"title_{n}"],
                given[f"hint_{n}"],
                given[f"weight_{n}"] or 1,
                tuple(given[f"questions_{n}"].splitlines()),
            )
            for n in range(self.count)
        ]


class SheetForm(SavedForm):
    """A mark for each competence, with what shows it."""

    def __init__(self, data: Any, card: Card, own: Sheet | None) -> None:
        super().__init__(data)
        self.card = card
        there = {one.title: one for one in own.marks.all()} if own else {}
        choices = [("", _("not spoken of")), *((str(mark), str(mark)) for mark in range(1, card.most + 1))]
        for number, one in enumerate(card.competences):
            mine = there.get(one.title)
            self.fields[f"mark_{number}"] = forms.ChoiceField(
                label=_("Mark"), choices=choices, required=False, initial=str(mine.mark or "") if mine else ""
            )
            self.fields[f"evidence_{number}"] = _text(
                _("What they said or did"), 3, MOST_EVIDENCE, initial=mine.evidence if mine else ""
            )
        self.fields["remark"] = _text(_("Anything else"), 3, 4000, initial=own.remark if own else "")

    def rows(self) -> list[tuple[Competence, Any, Any]]:
        """Each competence with its two fields."""
        return [
            (one, self[f"mark_{number}"], self[f"evidence_{number}"])
            for number, one in enumerate(self.card.competences)
        ]

    def given(self) -> list[Given]:
        """What was typed, in the order of the card."""
        said = self.cleaned_data
        marks = [said[f"mark_{number}"] for number in range(len(self.card.competences))]
        return [Given(int(mark) if mark else None, said[f"evidence_{n}"]) for n, mark in enumerate(marks)]


class WishForm(SavedForm):
    """What a manager looks for."""

    figures = _text(_("Numbers"), 3, 1000, help_text=_("What they want to see: turnover, closed cases, mistakes."))
    pace = _text(_("Pace"), 3, 1000, help_text=_("How fast things are done, and how fast they answer."))
    team = _text(_("Fit with the team"), 3, 1000, help_text=_("Who is there, and who would be missing."))
    other = _text(_("Anything else"), 3, 1000)

    def values(self) -> WishValues:
        """What the service takes."""
        return WishValues(**self.cleaned_data)


class QuestionForm(SavedForm):
    """A question of the bank."""

    competence = forms.CharField(
        label=_("Competence"), max_length=MOST_TITLE, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    text = forms.CharField(
        label=_("Question"), max_length=MOST_QUESTION, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
    shows = _text(_("What a good answer shows"), 3, 500)

    def values(self) -> Question:
        """What the service takes."""
        return Question("", **self.cleaned_data)
