"""The tables of the messages channel, a subject a file."""

from ringback.channels.messages.models.message import Delivery, Message, Part, State
from ringback.channels.messages.models.notices import Device, Notice, NoticeWish
from ringback.channels.messages.models.template import MailSender, TemplateText
from ringback.channels.messages.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookState

__all__ = [
    "Delivery",
    "Device",
    "MailSender",
    "Message",
    "Notice",
    "NoticeWish",
    "Part",
    "State",
    "TemplateText",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookState",
]
