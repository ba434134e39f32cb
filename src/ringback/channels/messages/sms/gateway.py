"""The SMS gateway as the operator's settings name it, and the contract of the forms it may speak."""

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from ringback.base.outgoing.asking import Answer, Call
from ringback.channels.messages.transports import Sent


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where text messages are handed over: `url` without credentials, and what is shown as their `sender`."""

    form: str
    url: str
    user: str
    password: str
    sender: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text message: E.164 `to`, the `text`, and the URL the gateway reports to."""

    to: str
    text: str
    report_url: str


class Form(Protocol):
    """How one kind of gateway is spoken to."""

    def call(self, gateway: Gateway, outgoing: Outgoing) -> Call: ...

    def read(self, answer: Answer) -> Sent:
        """What the gateway's answer means. Raises RefusedError, LaterError or DoubtError."""


def configured() -> Gateway | None:
    """The gateway of the settings, or None where there is none."""
    if not settings.SMS_GATEWAY:
        return None
    return Gateway(settings.SMS_GATEWAY, settings.SMS_URL, settings.SMS_USER, settings.SMS_PASSWORD, settings.SMS_FROM)


def with_query(url: str, query: str) -> str:
    """The URL with more in its query."""
    parts = urlsplit(url)
    return parts._replace(query=f"{parts.query}&{query}" if parts.query else query).geturl()
