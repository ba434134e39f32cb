"""The forms of rules, tact and the made-up visit. What a value may be is decided in services."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.website.models import PromptRule, Site
from ringback.doors.website.prompts.services import MOST_CHARACTERS, RuleValues
from ringback.doors.website.spoken import SPOKEN
from ringback.doors.website.triggers import KNOWN, UNKNOWN, PageView

VISITORS = [("", _("Anybody")), (KNOWN, _("Recognised, and back again")), (UNKNOWN, _("Not recognised"))]
TEXTS = (("title", _("Heading")), ("text", _("Text")))
DEVICES = [("", _("Any")), ("mouse", _("With a mouse")), ("touch", _("With fingers"))]


def _lines(**more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "dir": "ltr"})
    return forms.CharField(widget=widget, required=False, max_length=4000, **more)


class RuleForm(SavedForm):
    """When a site prompts unasked."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("For yourselves, and for the report."))
    seconds = forms.IntegerField(label=_("Seconds on the page"), initial=0, min_value=0)
    scroll = forms.IntegerField(label=_("Per cent of the page seen"), initial=0, min_value=0, max_value=100)
    on_exit = forms.BooleanField(
        label=_("About to leave"),
        required=False,
        help_text=_(
            "The mouse goes out at the top; on touch screens a quick pull up, or coming back from another tab."
        ),
    )
    pages = _lines(label=_("Only on these pages"), help_text=_("Paths, one a line; * stands for anything: /tents/*"))
    not_pages = _lines(label=_("Never on these pages"), help_text=_("As /checkout*"))
    utm = _lines(
        label=_("Only from these campaigns"),
        help_text=_("One a line, as utm_source=news*. Only the page a visitor lands on knows it."),
    )
    visitor = forms.ChoiceField(
        label=_("Visitors"),
        choices=VISITORS,
        required=False,
        help_text=_("Nobody is recognised before they agreed to it."),
    )
    device = forms.ChoiceField(label=_("Devices"), choices=DEVICES, required=False)
    poll = forms.ChoiceField(label=_("What it shows"), required=False)
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *arguments: Any, site: Site, polls: Iterable[tuple[int, str]] = (), **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.spoken = [site.language, *(tag for tag in site.languages if tag != site.language)]
        for tag in self.spoken:
            for kind in ("texts", "second"):
                for name, label in TEXTS:
                    most = MOST_CHARACTERS[name]
                    self.fields[f"{kind}_{name}_{tag}"] = forms.CharField(label=label, max_length=most, required=False)
        field = self.fields["poll"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("The form for a call")), *((str(key), _("Poll: %s") % name) for key, name in polls)]

    def values(self) -> RuleValues:
        """What the service takes."""
        given = dict(self.cleaned_data)
        given["poll_id"] = int(given.pop("poll") or 0) or None
        given = {name: value for name, value in given.items() if not name.startswith(("texts_", "second_"))}
        lines = {name: given[name].splitlines() for name in ("pages", "not_pages", "utm")}
        return RuleValues(**given | lines, texts=self.said("texts"), second=self.said("second"))

    def said(self, kind: str) -> dict[str, dict[str, str]]:
        """What was typed of "texts" or "second", by language; what cannot be read is left out."""
        given = self.cleaned_data
        return {tag: {name: given.get(f"{kind}_{name}_{tag}", "") for name, _label in TEXTS} for tag in self.spoken}

    def words(self) -> Iterator[tuple[str, list[BoundField], list[BoundField]]]:
        """For each language of the site: its name, the fields of the words, and of the second ones."""
        for tag in self.spoken:
            first, second = ([self[f"{kind}_{name}_{tag}"] for name, _label in TEXTS] for kind in ("texts", "second"))
            yield dict(SPOKEN).get(tag, tag), first, second


def initial_of(rule: PromptRule) -> dict[str, Any]:
    """A rule's values as the form shows them."""
    same = ("name", "seconds", "scroll", "on_exit", "visitor", "device", "active")
    values = {name: getattr(rule, name) for name in same} | {"poll": rule.poll_id or ""}
    lines = {"pages": rule.pages, "not_pages": rule.not_pages, "utm": [f"{name}={text}" for name, text in rule.utm]}
    said = {
        f"{kind}_{name}_{tag}": text
        for kind in ("texts", "second")
        for tag, words in getattr(rule, kind).items()
        for name, text in words.items()
    }
    return values | said | {name: "\n".join(texts) for name, texts in lines.items()}


class TactForm(SavedForm):
    """How a site keeps quiet, and the share that never sees the widget."""

    quiet_days = forms.IntegerField(
        label=_("Days of quiet after a prompt was closed"),
        min_value=1,
        max_value=365,
        help_text=_("On all your sites that share a web address."),
    )
    held_out_percent = forms.IntegerField(
        label=_("Per cent of visitors who never see the widget"),
        min_value=0,
        max_value=50,
        help_text=_("0: everybody sees it, and nothing is compared. 10 is enough for most sites."),
    )


class TryForm(forms.Form):
    """A made-up visit, to see which rule would prompt."""

    MADE_UP = {"page": "/", "seconds": "30", "scroll": "50", "visitor": UNKNOWN, "device": "mouse"}

    page = forms.CharField(label=_("Page"), max_length=500, widget=forms.TextInput(attrs={"dir": "ltr"}))
    seconds = forms.IntegerField(label=_("Seconds on the page"), min_value=0)
    scroll = forms.IntegerField(label=_("Per cent of the page seen"), min_value=0, max_value=100)
    exit = forms.BooleanField(label=_("About to leave"), required=False)
    visitor = forms.ChoiceField(label=_("Visitor"), choices=VISITORS[1:])
    device = forms.ChoiceField(label=_("Device"), choices=DEVICES[1:])

    def view(self, origin: str) -> PageView:
        """The page view that is made up."""
        given = dict(self.cleaned_data)
        page = given.pop("page")
        return PageView(page if "://" in page else f"{origin}/{page.lstrip('/')}", **given)
