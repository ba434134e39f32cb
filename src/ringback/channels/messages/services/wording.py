"""Which words a message uses: the organisation's own, else those that ship."""

from ringback.channels.messages.models import TemplateText
from ringback.channels.messages.texts import Texts, shipped


def texts_for(organisation_id: int, kind: str, language: str, channel: str) -> Texts:
    """The texts of `kind` in `language` as this organisation sends them."""
    if channel == "mail":
        own = TemplateText.objects.filter(organisation_id=organisation_id, kind=kind, language=language).first()
        if own is not None:
            return Texts(own.subject, own.text, own.html)
    return shipped(language, kind, channel)
