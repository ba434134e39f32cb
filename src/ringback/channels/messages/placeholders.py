"""The little language of templates: {{ field }} and {% if field %} … {% else %} … {% endif %}, and nothing else.

It is Django's own engine with everything taken out. What a text may contain is checked before it is compiled, so
that a text written on the desk can name fields and can do nothing else.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.template import Context, Engine, Library, Template, TemplateSyntaxError
from django.template.defaulttags import do_if
from django.utils.html import format_html, linebreaks
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError

MOST_CHARACTERS = 20_000
MOST_BLOCKS = 100

register = Library()
register.tag("if", do_if)

_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_NAMED = re.compile(r"\{\{\s*(\w+)\s*\}\}|\{%\s*if\s+(?:not\s+)?(\w+)\s*%\}")
_CLOSING = re.compile(r"\{%\s*(?:else|endif)\s*%\}")


class _Bare(Engine):
    """An engine that knows one tag, no filter, and no other template."""

    default_builtins = ["ringback.channels.messages.placeholders"]


_plain = _Bare(autoescape=False)
_escaping = _Bare(autoescape=True)


def check(text: str, fields: Iterable[str], field: str = "text") -> None:
    """Raise FieldError for a text that uses anything but `fields` and conditions; `field` is what it is called."""
    if len(text) > MOST_CHARACTERS:
        raise FieldError(field, _("The text is too long."), _("Use at most 20,000 characters."))
    known = set(fields)
    tags = _TAG.findall(text)
    if len(tags) > MOST_BLOCKS:
        raise FieldError(field, _("The text has too many placeholders."), _("Use at most 100."))
    for tag in tags:
        if not _CLOSING.fullmatch(tag) and not (_NAMED.fullmatch(tag) and named(tag) <= known):
            problem = _("%(tag)s is not a field of this message.") % {"tag": tag}
            raise FieldError(field, problem, _("Use one of: %(fields)s.") % {"fields": ", ".join(sorted(known))})
    try:
        _compiled(text, escaped=False)
    except TemplateSyntaxError:
        mend = _("Write them as {% if name %} … {% else %} … {% endif %}.")
        raise FieldError(field, _("A condition is not closed, or has no beginning."), mend) from None


def named(text: str) -> set[str]:
    """The fields that a text names."""
    return {one or other for one, other in _NAMED.findall(text)}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with `values` in their places, as plain text."""
    return _compiled(text, escaped=False).render(Context(dict(values), autoescape=False))


def fill_html(text: str, values: Mapping[str, str]) -> str:
    """The HTML text with `values` in their places, every one of them escaped."""
    return _compiled(text, escaped=True).render(Context(dict(values)))


def html_from_text(text: str, values: Mapping[str, str], links: Iterable[str]) -> str:
    """HTML that says what the plain `text` says: paragraphs, and anchors for the fields that are `links`."""
    anchors = {name: format_html('<a href="{}">{}</a>', values[name], values[name]) for name in links if values[name]}
    return linebreaks(fill_html(text, {**values, **anchors}))


@lru_cache(maxsize=256)
def _compiled(text: str, *, escaped: bool) -> Template:
    return Template(text, engine=_escaping if escaped else _plain)
