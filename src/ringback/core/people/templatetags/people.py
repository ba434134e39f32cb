"""What the people pages need: their tabs, and purposes, kinds and counts in words."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template import Context
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

_PURPOSES: dict[str, str | Promise] = {
    "callback": _("Callback"),
    "message": _("Answer to a message"),
    "offers": _("Offers"),
    "offers_sms": _("Offers by text message"),
    "newsletter": _("Newsletter"),
    "recording": _("Recording"),
}
_KINDS: dict[str, str | Promise] = {
    "fixed": _("landline"),
    "mobile": _("mobile"),
    "fixed_or_mobile": _("landline or mobile"),
    "toll_free": _("free of charge"),
    "premium": _("premium"),
    "voip": _("internet telephony"),
}
_LIKENESSES: dict[str, str | Promise] = {"name": _("same name"), "email_name": _("the address spells the name")}


@register.inclusion_tag("people/_tabs.html", takes_context=True)
def people_tabs(context: Context, tab: str) -> dict[str, Any]:
    """The tabs above the people pages that this member may open."""
    actor = context["request"].actor
    return {
        "tab": tab,
        "may_edit": actor.may("people.edit"),
        "may_keep": actor.may("setup.edit"),
        "may_erase": actor.may("people.erase"),
    }


@register.filter
def purpose_words(purpose: str) -> str | Promise:
    """What a consent or an opt-out is about."""
    return _PURPOSES.get(purpose, purpose.replace("_", " "))


@register.filter
def kind_words(kind: str) -> str | Promise:
    """What kind of number it is."""
    return _KINDS.get(kind, kind.replace("_", " "))


@register.filter
def likeness_words(why: str) -> str | Promise:
    """What makes two persons look like one."""
    return _LIKENESSES.get(why, why)


@register.filter
def counts_words(counts: Mapping[str, int]) -> str:
    """What was handed out or taken away: "calls 3, recordings 2"."""
    return ", ".join(f"{kind.replace('_', ' ')} {count}" for kind, count in counts.items())
