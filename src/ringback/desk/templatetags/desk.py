"""What the desk's templates need beyond Django: icons, form fields, times and durations in words."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ringback.base.kit import clock, phones
from ringback.channels.voice.reads import AgentRow
from ringback.desk.chart import Column

DAY_SECONDS = 86400
FEW = 0.095  # less than ten per cent, once rounded

register = template.Library()


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """An icon of the sprite (icons.txt); decoration unless `words` say what it means."""
    url = static("desk/built/icons.svg")
    if words:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>', words, url, name)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', url, name)


@register.filter
def rect(column: Column) -> SafeString:
    """Where a bar of a chart stands, as attributes of an SVG's rectangle; a chart has hundreds."""
    return mark_safe(f'x="{column.x:g}" y="{column.y:g}" width="{column.width:g}" height="{column.height:g}"')


@register.simple_tag(takes_context=True)
def page_title(context: template.Context) -> str:
    """What the page's `title` block says, for its heading: a block can be written only once."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    return block.nodelist.render(context) if block else ""


@register.inclusion_tag("desk/_field.html")
def field(bound: BoundField, hint: str = "") -> dict[str, Any]:
    """A form field with its label, hint and errors, tied together for screen readers."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "select" if hasattr(widget, "choices") else "text")
    hint = hint or str(bound.help_text)
    parts = ((f"{bound.auto_id}_hint", hint), (f"{bound.auto_id}_error", bound.errors))
    described = " ".join(part for part, there in parts if there)
    look = {"checkbox": "form-check-input", "select": "form-select", "color": "form-control form-control-color"}
    attributes: dict[str, str | bool] = {
        "class": look.get(kind, "form-control") + (" is-invalid" if bound.errors else "")
    }
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attributes),
        "hint": hint,
        "is_check": kind == "checkbox",
    }


@register.filter
def same(value: object, other: object) -> str:
    """ "true" or "false", for aria attributes."""
    return "true" if str(value) == str(other) else "false"


@register.filter
def phone(e164: str) -> str:
    """A number as people write it; what is masked or no number stays as it is."""
    return phones.shown(e164)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as 0:07, 4:05 or 1:02:03; "–" for None."""
    if seconds is None:
        return "–"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def spent(seconds: float | None) -> str:
    """A short while in words: "0.4 s", "12 s", "2 min 5 s"; "–" for None."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": formats.number_format(seconds, 1)}
    if seconds < 60:
        return _("%(seconds)s s") % {"seconds": round(seconds)}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": round(seconds) // 60, "seconds": round(seconds) % 60}


@register.filter
def percent(share: float | None) -> str:
    """A share of 0 to 1 in whole per cent, with a decimal where it is a few; "–" for None.

    What is not all of it is never rounded up to a hundred.
    """
    if share is None:
        return "–"
    number = round(share * 100, 1 if 0 < share < FEW else 0)
    if number == 100 and share < 1:
        number = 99
    return f"{formats.number_format(number, 1 if 0 < share < FEW else 0)}\N{NO-BREAK SPACE}%"


@register.filter
def money_of(amount: Decimal | None) -> str:
    """An amount without cents where it has none; "–" for None."""
    if amount is None:
        return "–"
    places = 0 if amount == amount.to_integral_value() else 2
    return formats.number_format(amount, places, force_grouping=True)


@register.filter
def when(at: datetime | None) -> SafeString | str:
    """A moment in the reader's zone: the time alone today, else with its day."""
    if at is None:
        return "–"
    local, today = timezone.localtime(at), timezone.localtime(clock.now()).date()
    clock_time = formats.time_format(local, "H:i")
    gap = (local.date() - today).days
    words = {
        0: clock_time,
        -1: _("yesterday, %(time)s") % {"time": clock_time},
        1: _("tomorrow, %(time)s") % {"time": clock_time},
    }.get(gap) or f"{formats.date_format(local, 'j M' if local.year == today.year else 'j M Y')}, {clock_time}"
    full = formats.date_format(local, "DATETIME_FORMAT")
    return format_html('<time datetime="{}" title="{}">{}</time>', at.isoformat(), full, words)


@register.filter
def ticking(at: datetime | None) -> SafeString | str:
    """The time since (or until) `at`, counted on by the page every second."""
    if at is None:
        return "–"
    seconds = abs((clock.now() - at).total_seconds())
    iso = at.isoformat()
    if seconds >= DAY_SECONDS:
        days = int(seconds // DAY_SECONDS)
        return format_html('<time datetime="{}">{}</time>', iso, ngettext("%d day", "%d days", days) % days)
    return format_html('<time class="ticking" datetime="{0}" data-since="{0}">{1}</time>', iso, duration(seconds))


@register.filter
def agent_names(rows: Iterable[AgentRow]) -> str:
    """The agents of a list, by name, with commas."""
    return ", ".join(row.agent.name for row in rows)
