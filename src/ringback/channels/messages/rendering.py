"""From a kind, a language and values to the texts that are sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ringback.base.kit.errors import FieldError
from ringback.channels.messages import placeholders
from ringback.channels.messages.kinds import SERVICE, Kind
from ringback.channels.messages.texts import Texts, words

MOST_VALUE_CHARACTERS = 10_000
MOST_SUBJECT_CHARACTERS = 200
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class MissingFieldError(FieldError):
    """A message lacks fields that its kind requires: `fields` names all of them. Nothing was sent."""

    def __init__(self, kind: str, fields: tuple[str, ...]) -> None:
        listed = ", ".join(fields)
        super().__init__("values", _("The message lacks: %(fields)s.") % {"fields": listed}, _("Fill them in."))
        self.kind = kind
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent: one line of subject, plain text, and a whole HTML document."""

    subject: str
    text: str
    html: str


def filled(kind: Kind, values: Mapping[str, object], organisation: str) -> dict[str, str]:
    """Every field of `kind` as text. Raises MissingFieldError naming all that lack, FieldError for a bad link."""
    given = {name: _clean(values[name]) for name in kind.fields if values.get(name) is not None}
    given.setdefault("organisation", organisation)
    missing = tuple(name for name in kind.required if not given.get(name, "").strip())
    if missing:
        raise MissingFieldError(kind.slug, missing)
    for name in kind.links:
        if given.get(name) and urlsplit(given[name]).scheme not in ("https", "http"):
            raise FieldError(name, _("This is not a web address."), _("Give it as https://example.org/page."))
    return {name: given.get(name, "") for name in kind.fields}


def render(
    kind: Kind,
    texts: Texts,
    language: str,
    values: Mapping[str, str],
    opt_out_url: str = "",
    channel: str = "mail",
) -> Rendered:
    """The texts with `values` (from `filled`) in their places; an optional message says how to leave.

    A text message has neither HTML nor more around it than that.
    """
    if channel == "sms":
        text = placeholders.fill(texts.text, values).strip()
        leave = f"\n{words(language)['leave']}: {opt_out_url}" if kind.purpose != SERVICE and opt_out_url else ""
        return Rendered(one_line(placeholders.fill(texts.subject, values)), text + leave, "")
    inner = (
        placeholders.fill_html(texts.html, values)
        if texts.html
        else placeholders.html_from_text(texts.text, values, kind.links)
    )
    subject = one_line(placeholders.fill(texts.subject, values))
    around = {
        "words": words(language),
        "language": language,
        "organisation": values["organisation"],
        "opt_out_url": opt_out_url if kind.purpose != SERVICE else "",
        "inner": inner,
        "subject": subject,
        "text": placeholders.fill(texts.text, values).strip(),
    }
    return Rendered(
        subject=subject,
        text=render_to_string("correspondence/mail/body.txt", around),
        html=render_to_string("correspondence/mail/body.html", around),
    )


def one_line(text: str) -> str:
    """Text fit for a header: one line, no control characters, not too long."""
    return " ".join(_CONTROL.sub(" ", text).split())[:MOST_SUBJECT_CHARACTERS]


def _clean(value: object) -> str:
    """A value as text without control characters; line breaks stay."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")[:MOST_VALUE_CHARACTERS]
    return _CONTROL.sub("", text)
