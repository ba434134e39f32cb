"""Messages in words a person reads: how one stands, and how the words are to be coloured."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ringback.channels.messages import kinds
from ringback.channels.messages.models import Delivery, Message, State

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Look:
    """A few words, their `tone` ("good", "wait", "bad" or "calm") and an icon."""

    label: Text
    tone: str
    icon: str


_LOOKS = {
    State.WAITING: Look(State.WAITING.label, "wait", "clock"),
    State.SENT: Look(State.SENT.label, "good", "check"),
    State.DOUBT: Look(State.DOUBT.label, "bad", "help-circle"),
    State.FAILED: Look(State.FAILED.label, "bad", "alert-circle"),
    State.BOUNCED: Look(State.BOUNCED.label, "bad", "alert-circle"),
    State.WITHHELD: Look(State.WITHHELD.label, "calm", "hand-stop"),
    State.CANCELLED: Look(State.CANCELLED.label, "calm", "x"),
}
_OUTCOMES: dict[str, Text] = {
    "": _("under way"),
    "done": _("handed over"),
    "failed": _("not taken"),
    "refused": _("refused for good"),
    "uncertain": _("nobody knows"),
    "cancelled": _("withheld"),
    "interrupted": _("interrupted"),
}
CHANNELS: dict[str, Text] = {"mail": _("E-mail"), "sms": _("Text message")}


def look(message: Message) -> Look:
    """How a message stands; one that waits after a failure says so."""
    if message.state == State.WAITING and message.trouble:
        return Look(_("Trying again"), "wait", "refresh")
    return _LOOKS[State(message.state)]


def said(delivery: str, their_words: str) -> str:
    """What the other side reported after it took a message: "Not delivered: absent subscriber"; "" for nothing.

    Words alone are a mail server's that tries on by itself.
    """
    state = str(Delivery(delivery).label) if delivery else _still(their_words)
    return f"{state}: {their_words}" if state and their_words else state


def _still(their_words: str) -> str:
    return gettext("Their server tries on") if their_words else ""


def outcome(word: str) -> Text:
    """How an attempt ended."""
    return _OUTCOMES.get(word, word)


def kind_title(slug: str) -> Text:
    """What a kind of message is called; its slug where its slice is not there any more."""
    return next((kind.title for kind in kinds.every() if kind.slug == slug), slug)
