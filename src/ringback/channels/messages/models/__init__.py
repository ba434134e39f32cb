"""The tables of the messages channel, a subject a file."""

from ringback.channels.messages.models.message import Message, Part, State
from ringback.channels.messages.models.template import MailSender, TemplateText

__all__ = ["MailSender", "Message", "Part", "State", "TemplateText"]
