"""The form of a member's wishes: a language, and for each kind of notice the ways it takes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm
from ringback.channels.messages.models import NoticeWish
from ringback.channels.messages.notices.kinds import DESK, MAIL, PUSH, every_notice
from ringback.channels.messages.notices.wishes import ways_of
from ringback.channels.messages.texts import languages, words

_WAYS = [(DESK, _("On the desk")), (PUSH, _("On my devices")), (MAIL, _("By mail"))]


class WishesForm(SavedForm):
    """One choice of ways for each kind; the names of those fields are "ways_" and the kind's."""

    language = forms.ChoiceField(label=_("Language of notices"), required=False)

    def __init__(self, data: Any, wish: NoticeWish) -> None:
        super().__init__(data, initial={"language": wish.language})
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        spoken = [(code, words(code)["language"]) for code in languages()]
        language.choices = [("", _("As my organisation")), *spoken]
        for kind in every_notice():
            self.fields[f"ways_{kind.slug}"] = forms.MultipleChoiceField(
                label=str(kind.title),
                required=False,
                choices=_WAYS,
                initial=ways_of(wish, kind),
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
            )

    def kinds(self) -> list[forms.BoundField]:
        """The fields of the kinds, in order."""
        return [self[f"ways_{kind.slug}"] for kind in every_notice()]

    def ways(self) -> dict[str, list[str]]:
        """What was chosen, by kind."""
        return {kind.slug: self.cleaned_data[f"ways_{kind.slug}"] for kind in every_notice()}
