"""The form that takes a hunt group's music."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ringback.base.edge.forms import SavedForm


class MusicForm(SavedForm):
    """A file of music."""

    music = forms.FileField(
        label=_("Music file"),
        widget=forms.FileInput(attrs={"accept": ".wav,.flac,.ogg,.oga,audio/wav,audio/flac,audio/ogg"}),
        help_text=_(
            "WAV, FLAC or OGG, at most 15 MB and five minutes. It sounds as on a telephone, and begins again at its "
            "end. You need the right to play it to others."
        ),
    )
