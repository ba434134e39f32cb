"""What the templates of the messages pages need: messages in words."""

from collections.abc import Mapping
from datetime import timedelta

from django import template
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext

from ringback.base.accounts.services import Actor
from ringback.base.kit import clock
from ringback.channels.messages import words
from ringback.channels.messages.inbox import words as inbox_words
from ringback.channels.messages.inbox.reads import shown_number
from ringback.channels.messages.models import InboundMessage, Message
from ringback.channels.messages.offers import words as offer_words
from ringback.channels.messages.offers.rules import LeftOut, Standing
from ringback.channels.messages.sms.preview import in_words

register = template.Library()


@register.filter
def look(message: Message) -> words.Look:
    """How a message stands: words, tone, icon."""
    return words.look(message)


@register.filter
def said(message: Message) -> str:
    """What the other side reported of a message after it took it."""
    return words.said(message.delivery, message.delivery_words)


@register.filter
def offer_look(standing: Standing) -> words.Look:
    """How an offer to many stands: words, tone, icon."""
    return offer_words.look(standing)


@register.filter
def left_out(counts: Mapping[LeftOut, int]) -> list[tuple[int, str | Promise]]:
    """How many get nothing of an offer, and why."""
    return offer_words.left_out(counts)


@register.filter
def in_hours(length: timedelta) -> str:
    """A stretch of time, roughly: "3 hours"."""
    return timesince(clock.now() - length, clock.now(), depth=2)


@register.filter
def attempt_outcome(word: str) -> str | Promise:
    """How an attempt ended."""
    return words.outcome(word)


@register.filter
def kind_title(slug: str) -> str | Promise:
    """What a kind of message is called."""
    return words.kind_title(slug)


@register.filter
def text_message(text: str) -> str:
    """What a text takes as a text message."""
    return in_words(text.strip())


@register.filter
def channel_title(slug: str) -> str | Promise:
    """What a channel is called."""
    return words.CHANNELS.get(slug, slug)


@register.filter
def inbound_look(mail: InboundMessage) -> words.Look:
    """How a mail that came in stands: words, tone, icon."""
    return inbox_words.look(mail)


@register.filter
def inbound_beginning(mail: InboundMessage) -> str:
    """What a list calls a mail that came in."""
    return inbox_words.beginning(mail)


@register.filter
def inbound_progress(mail: InboundMessage) -> words.Look:
    """Whether somebody has yet to do something about a mail that came in."""
    return inbox_words.progress(mail)


@register.filter
def inbound_number(mail: InboundMessage, actor: Actor) -> str:
    """The number of who left nothing else, as the reader may see it."""
    return shown_number(actor, mail.from_phone)


@register.filter
def noted(words_of_a_note: str) -> str:
    """What was noted when a mail came in, in the reader's language."""
    return gettext(words_of_a_note)
