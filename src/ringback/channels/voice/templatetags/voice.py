"""What the voice channel's templates need: calls in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ringback.base.kit import phones
from ringback.channels.voice import line, words
from ringback.channels.voice.models import Agent, Trunk
from ringback.channels.voice.reads import CallRow

register = template.Library()


@register.filter
def state(call: words.Standing) -> words.State:
    """How a call stands: words, tone, icon."""
    return words.state(call)


@register.filter
def trunk_state(trunk: Trunk) -> words.State:
    """Whether a trunk can be used now: words, tone, icon."""
    return words.trunk_state(trunk)


@register.filter
def reached(agent: Agent) -> str | Promise:
    """Where an agent is rung: a number as people write it, a desk phone's address, or the browser."""
    return _("in the browser") if agent.in_browser else phones.shown(agent.address)


@register.filter
def minutes(seconds: int) -> int:
    """Seconds as whole minutes, rounded up: nobody is promised less than it takes."""
    return -(-seconds // 60)


@register.filter
def unsaid(row: CallRow) -> bool:
    """Whether a conversation waits for a word on what it came to."""
    return line.is_unsaid(row)


@register.filter
def cause(word: str) -> str | Promise:
    """Why a leg ended."""
    return words.cause(word)


@register.filter
def disposition(word: str) -> str | Promise:
    """What a call came to."""
    return words.disposition(word)
