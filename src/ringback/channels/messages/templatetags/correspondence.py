"""What the templates of the messages pages need: messages in words."""

from django import template
from django.utils.functional import Promise

from ringback.channels.messages import words
from ringback.channels.messages.models import Message

register = template.Library()


@register.filter
def look(message: Message) -> words.Look:
    """How a message stands: words, tone, icon."""
    return words.look(message)


@register.filter
def attempt_outcome(word: str) -> str | Promise:
    """How an attempt ended."""
    return words.outcome(word)


@register.filter
def kind_title(slug: str) -> str | Promise:
    """What a kind of message is called."""
    return words.kind_title(slug)


@register.filter
def channel_title(slug: str) -> str | Promise:
    """What a channel is called."""
    return words.CHANNELS.get(slug, slug)
