"""How a text message will look and what it takes, before it is sent."""

from decimal import ROUND_UP, Decimal

from django.conf import settings
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.channels.messages import rendering
from ringback.channels.messages.kinds import Kind
from ringback.channels.messages.opt_out_links import SAMPLE_TOKEN
from ringback.channels.messages.sms.counting import UCS2, Count, count
from ringback.channels.messages.texts import Texts

_BUBBLE = (
    "<div style='font:15px sans-serif;background:#e5e7eb;color:#111827;padding:10px 14px'><p><b>{}</b></p>"
    "<p dir='auto' style='white-space:pre-wrap;overflow-wrap:anywhere;background:#fff;padding:10px 14px;"
    "border-radius:12px'>{}</p><p>{}</p></div>"
)


def shown(text: str) -> SafeString:
    """A text message as a phone shows it, with what it takes and costs, for a frame on the desk."""
    return format_html(_BUBBLE, _("As a text message"), text, counted(found := count(text)) + _costs(found.parts))


def price() -> tuple[Decimal, str] | None:
    """What a part costs, and in which currency; None where the operator has not said."""
    return settings.SMS_PRICE


def money(amount: Decimal, currency: str) -> str:
    """An amount in words: "0.15 EUR"; a fraction of the smallest coin is rounded up."""
    return f"{formats.number_format(amount.quantize(Decimal('0.01'), ROUND_UP), 2, force_grouping=True)} {currency}"


def _costs(parts: int) -> str:
    paid = price()
    return f" · {money(parts * paid[0], paid[1])}" if paid else ""


def as_text_message(kind: Kind, text: str, organisation: str, language: str) -> str:
    """`text` as a phone gets it, filled with the kind's sample values."""
    values = rendering.filled(kind, kind.samples, organisation)
    leave = f"{settings.PUBLIC_URL}/o/{SAMPLE_TOKEN}"
    return rendering.render(kind, Texts("", text), language, values, leave, "sms").text


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
