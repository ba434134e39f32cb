"""Deeds in words; each part of the door says its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_words: dict[str, str | Promise] = {
    "campaign.made": _("made the campaign"),
    "campaign.campaign": _("changed the campaign"),
    "campaign.places": _("changed the number of places"),
    "campaign.regions": _("changed the regions"),
    "campaign.questions": _("changed the questions"),
    "campaign.options": _("changed the options"),
    "campaign.signing": _("changed the agreement"),
    "campaign.opened": _("opened the campaign"),
    "campaign.closed": _("closed the campaign"),
    "campaign.published": _("published the answers"),
    "campaign.ended": _("ended the campaign"),
}


def says(what: str, words: str | Promise) -> None:
    """Let the deed `what` be shown as `words` ("took the application back"); the same again takes their place."""
    _words[what] = words


def deed_words(what: str) -> str:
    """A deed in words, in the current language; its slug where nobody has said any."""
    return str(_words.get(what, what))
