"""The tables of the messages channel, a subject a file."""

from ringback.channels.messages.models.inbox import (
    BouncedAddress,
    CalendarAnswer,
    InboundMessage,
    InboundPart,
    LeavingMail,
    Mailbox,
    MailKind,
    Matched,
)
from ringback.channels.messages.models.message import Delivery, Message, Part, State
from ringback.channels.messages.models.notices import Device, Notice, NoticeWish
from ringback.channels.messages.models.offers import CampaignState, OfferCampaign, OfferText
from ringback.channels.messages.models.template import MailSender, TemplateText
from ringback.channels.messages.models.webhooks import WebhookDelivery, WebhookEndpoint, WebhookState

__all__ = [
    "BouncedAddress",
    "CalendarAnswer",
    "CampaignState",
    "Delivery",
    "Device",
    "InboundMessage",
    "InboundPart",
    "LeavingMail",
    "MailKind",
    "MailSender",
    "Mailbox",
    "Matched",
    "Message",
    "Notice",
    "NoticeWish",
    "OfferCampaign",
    "OfferText",
    "Part",
    "State",
    "TemplateText",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookState",
]
