"""The form of a poll. What a value may be is decided in services."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.website.models import Site
from ringback.doors.website.polls.models import Poll
from ringback.doors.website.polls.rules import MOST_WORDS
from ringback.doors.website.polls.services import PollValues
from ringback.doors.website.spoken import SPOKEN


def _text(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=MOST_WORDS, required=False, **more)


def _lines(**more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5, "dir": "auto"})
    return forms.CharField(label=_("Choices"), max_length=4000, required=False, widget=widget, **more)


class PollForm(SavedForm):
    """A question with choices, and one that is answered in words; in each language that the site speaks."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For yourselves, and for the report."))
    question = _text(_("Question"), help_text=_("As “Why are you leaving?”"))
    choices = _lines(help_text=_("One a line. A line that you word anew is another choice, counted by itself."))
    more = _text(_("Asked in words"), help_text=_("As “What could we improve?” Left empty, nobody is asked to write."))
    asks_contact = forms.BooleanField(
        label=_("Ask for an e-mail address"),
        required=False,
        help_text=_("Only for an answer: with one the poll is a message in the inbox, and promised. Nobody has to."),
    )
    active = forms.BooleanField(label=_("In use"), required=False)

    def __init__(self, *arguments: Any, site: Site, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.own = site.language
        self.others = [(tag, name) for tag, name in SPOKEN if tag in site.languages and tag != self.own]
        self._second(self.own)
        for tag, _name in self.others:
            self.fields[f"question_{tag}"] = _text(_("Question"))
            self.fields[f"choices_{tag}"] = _lines(help_text=_("As many lines, in the same order."))
            self.fields[f"more_{tag}"] = _text(_("Asked in words"))
            self._second(tag)

    def _second(self, tag: str) -> None:
        self.fields[f"second_question_{tag}"] = _text(_("Question"))
        self.fields[f"second_more_{tag}"] = _text(_("Asked in words"))

    def own_second(self) -> list[BoundField]:
        """The fields of the second wording in the site's own language."""
        return [self[f"second_question_{self.own}"], self[f"second_more_{self.own}"]]

    def languages(self) -> Iterator[tuple[str, list[BoundField], list[BoundField]]]:
        """For each other language: its name, its texts, and the second ones."""
        for tag, name in self.others:
            texts = [self[f"{field}_{tag}"] for field in ("question", "choices", "more")]
            yield name, texts, [self[f"second_question_{tag}"], self[f"second_more_{tag}"]]

    def values(self) -> PollValues:
        """What the service takes."""
        given = self.cleaned_data
        tags = [self.own, *(tag for tag, _name in self.others)]
        ends = {tag: "" if tag == self.own else f"_{tag}" for tag in tags}
        return PollValues(
            given["name"],
            {tag: {"question": given[f"question{end}"], "more": given[f"more{end}"]} for tag, end in ends.items()},
            {tag: {"question": given[f"second_question_{tag}"], "more": given[f"second_more_{tag}"]} for tag in tags},
            {tag: given[f"choices{end}"].splitlines() for tag, end in ends.items()},
            given["asks_contact"],
            given["active"],
        )


def initial_of(poll: Poll, own: str) -> dict[str, Any]:
    """A poll's values as the form shows them."""
    values: dict[str, Any] = {"name": poll.name, "asks_contact": poll.asks_contact, "active": poll.active}
    present = [one for one in poll.choices if not one.get("gone")]
    for tag in {own, *poll.texts}:
        end = "" if tag == own else f"_{tag}"
        words, second = poll.texts.get(tag, {}), poll.second.get(tag, {})
        values |= {f"{name}{end}": text for name, text in words.items()}
        values |= {f"second_{name}_{tag}": text for name, text in second.items()}
        values[f"choices{end}"] = "\n".join(one["texts"].get(tag, "") for one in present).strip()
    return values
