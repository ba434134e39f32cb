"""How a text message will look and what it takes, before it is sent."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.channels.messages import placeholders, rendering
from ringback.channels.messages.kinds import Kind
from ringback.channels.messages.sms.counting import UCS2, Count, count


def as_text_message(kind: Kind, text: str, organisation: str) -> str:
    """`text` as a phone gets it, filled with the kind's sample values."""
    return placeholders.fill(text, rendering.filled(kind, kind.samples, organisation)).strip()


def in_words(text: str) -> str:
    """What the text takes: "108 characters, 1 part", and why it takes more than it might."""
    return counted(count(text))


def counted(found: Count) -> str:
    """A count in words."""
    words = _("%(units)d characters") % {"units": found.units}
    words += ", " + ngettext("%(parts)d part", "%(parts)d parts", found.parts) % {"parts": found.parts}
    if found.alphabet == UCS2:
        words += ". " + _("Because of %(special)s it takes the wide alphabet, 70 a part instead of 160.") % {
            "special": " ".join(found.special)
        }
    return words
