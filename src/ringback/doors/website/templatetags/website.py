"""How figures of prompts and experiments are written."""

from django import template
from django.utils import formats

register = template.Library()


@register.filter
def change(ratio: float) -> str:
    """A ratio as a change: 1.4 is "+40 %"."""
    return _signed((ratio - 1) * 100, "\N{NO-BREAK SPACE}%", 0)


@register.filter
def points(difference: float) -> str:
    """A difference of shares in percentage points: 0.012 is "+1.2"."""
    return _signed(difference * 100, "", 1)


def _signed(number: float, unit: str, decimals: int) -> str:
    """What rounds to nothing has no sign: it is neither more nor less."""
    sign = "" if not round(number, decimals) else "−" if number < 0 else "+"
    return f"{sign}{formats.number_format(abs(number), decimals)}{unit}"
