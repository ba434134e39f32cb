"""What the team's templates need: its tabs, and the audit log in words."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import template
from django.template import Context

register = template.Library()

# What stands in a user agent, the more telling first: nearly all of them say Chrome and Safari too.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrom": "Chrome", "Safari": "Safari"}
_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


@register.inclusion_tag("accounts/_tabs.html", takes_context=True)
def team_tabs(context: Context) -> dict[str, Any]:
    """The tabs above the team's pages that this member may open."""
    actor = context["request"].actor
    return {"tab": context.get("tab"), "may_team": actor.may("team.edit"), "may_audit": actor.may("audit.see")}


@register.simple_tag(takes_context=True)
def sign_up_is_open(context: Context) -> bool:
    """Whether who is asking may make an account."""
    return bool(get_adapter().is_open_for_signup(context["request"]))


@register.filter
def action_words(action: str) -> str:
    """ "member.grants_changed" as "Member: grants changed"."""
    thing, dot, deed = action.replace("_", " ").partition(".")
    return f"{thing.capitalize()}{':' if dot else ''} {deed}".strip()


@register.filter
def detail_words(detail: dict[str, Any]) -> str:
    """An entry's details as "fields name, zone · via rb_12ab"."""
    parts = [f"{name.replace('_', ' ')} {_listed(value)}" for name, value in detail.items()]
    return " · ".join(parts)


def _listed(value: Any) -> str:
    return ", ".join(str(one) for one in value) if isinstance(value, list) else str(value)


@register.filter
def browser_words(agent: str) -> str:
    """A user agent as "Firefox, Windows"; one that names neither stays as it is, cut short."""
    found = [next((words for sign, words in signs.items() if sign in agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(filter(None, found)) or agent[:60] or "–"
