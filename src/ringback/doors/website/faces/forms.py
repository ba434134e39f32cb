"""The forms of faces, texts and departments. What a value may be is decided in services."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.doors.website.models import Department, Site
from ringback.doors.website.services import DepartmentValues, FaceValues
from ringback.doors.website.spoken import SPOKEN

TEXTS = (("title", _("Heading"), 80), ("text", _("Text"), 300), ("button", _("Words on the button"), 40))


class LogoForm(SavedForm):
    """A picture to stand at the top of the dialog."""

    logo = forms.FileField(
        label=_("Logo"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG or WebP, at most 100 kB. It stands in place of your name."),
    )


class FacesForm(SavedForm):
    """How the widget shows itself, and what it says in which language."""

    floating = forms.BooleanField(
        label=_("A handset in the corner"),
        required=False,
        help_text=_("Without it, put a face of your own into the pages."),
    )
    opener = forms.CharField(
        label=_("Your own elements that open the dialog"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "dir": "ltr"}),
        help_text=_('A CSS selector, as .call-me. Elements with data-ringback="open" need none.'),
    )
    talk = forms.BooleanField(
        label=_("Talking from the browser"),
        required=False,
        help_text=_("Visitors may talk from the page itself, with a microphone, and need leave no number."),
    )
    data_layer = forms.BooleanField(
        label=_("Tell the data layer"),
        required=False,
        help_text=_("Events go to window.dataLayer too, for Google Tag Manager and the like."),
    )

    def __init__(self, *arguments: Any, site: Site, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.own = site.language
        for tag, name in SPOKEN:
            if tag != self.own:
                self.fields[f"speaks_{tag}"] = forms.BooleanField(label=name, required=False)
                self._texts(tag)
                self.fields[f"consent_{tag}"] = forms.CharField(
                    label=_("What visitors agree to"),
                    max_length=1000,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
                    help_text=_("Left empty, they read the text in the site's own language."),
                )
            self._texts(f"second_{tag}")

    def _texts(self, suffix: str) -> None:
        for name, label, most in TEXTS:
            self.fields[f"{name}_{suffix}"] = forms.CharField(label=label, max_length=most, required=False)

    def own_variant(self) -> list[BoundField]:
        """The fields of the second texts in the site's own language."""
        return [self[f"{name}_second_{self.own}"] for name, _label, _most in TEXTS]

    def others(self) -> Iterator[tuple[BoundField, list[BoundField], list[BoundField]]]:
        """For each other language: whether the site speaks it, its texts, and the second ones."""
        for tag, _name in SPOKEN:
            if tag != self.own:
                texts = [self[f"{name}_{tag}"] for name, _label, _most in TEXTS]
                second = [self[f"{name}_second_{tag}"] for name, _label, _most in TEXTS]
                yield self[f"speaks_{tag}"], [*texts, self[f"consent_{tag}"]], second

    def values(self) -> FaceValues:
        """What the service takes."""
        given = self.cleaned_data
        spoken = [tag for tag, _name in SPOKEN if given.get(f"speaks_{tag}")]
        return FaceValues(
            given["floating"],
            given["opener"],
            given["data_layer"],
            {tag: self._said(tag) | {"consent": given[f"consent_{tag}"]} for tag in spoken},
            {tag: self._said(f"second_{tag}") for tag in [self.own, *spoken]},
            talk=given["talk"],
        )

    def _said(self, suffix: str) -> dict[str, str]:
        return {name: self.cleaned_data[f"{name}_{suffix}"] for name, _label, _most in TEXTS}


def initial_of(site: Site) -> dict[str, Any]:
    """A site's faces as the form shows them."""
    faces = site.faces
    values: dict[str, Any] = {
        "floating": faces.get("floating", True),
        "opener": faces.get("opener", ""),
        "data_layer": faces.get("data_layer", False),
        "talk": faces.get("talk", False),
    }
    for tag, words in site.languages.items():
        values[f"speaks_{tag}"] = True
        values |= {f"{name}_{tag}": text for name, text in words.items()}
    for tag, words in site.variants.items():
        values |= {f"{name}_second_{tag}": text for name, text in words.items()}
    return values


class DepartmentForm(SavedForm):
    """A group of managers under a name for the public."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As visitors shall read it: Sales, Help."))
    group = forms.ChoiceField(label=_("Who is rung"), required=False)
    pages = forms.CharField(
        label=_("Pages that decide for it"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "dir": "ltr"}),
        help_text=_("Paths, one a line; * stands for anything: /help*. On other pages the visitor chooses."),
    )

    def __init__(self, *arguments: Any, groups: Iterable[tuple[int, str]], site: Site, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Nobody yet")), *((str(key), name) for key, name in groups)]
        self.languages = dict(SPOKEN)
        for tag in site.languages:
            self.fields[f"name_{tag}"] = forms.CharField(
                label=self.languages.get(tag, tag), max_length=60, required=False
            )

    def names(self) -> list[BoundField]:
        """The fields of the name in the site's other languages."""
        return [self[name] for name in self.fields if name.startswith("name_")]

    def values(self) -> DepartmentValues:
        """What the service takes."""
        given = self.cleaned_data
        names = {name.removeprefix("name_"): given[name] for name in self.fields if name.startswith("name_")}
        return DepartmentValues(given["name"], int(given["group"] or 0) or None, given["pages"].splitlines(), names)


def department_initial(department: Department) -> dict[str, Any]:
    """A department's values as the form shows them."""
    names = {f"name_{tag}": text for tag, text in department.names.items()}
    pages = "\n".join(department.pages)
    return {"name": department.name, "group": department.group_id or "", "pages": pages, **names}
