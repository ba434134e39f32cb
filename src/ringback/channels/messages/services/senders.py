"""Whom an organisation's messages come from."""

from dataclasses import dataclass

from ringback.base.accounts.services import organisation_of, system_actor
from ringback.channels.messages.models import MailSender


@dataclass(frozen=True, slots=True)
class House:
    """An organisation as its messages show it: `sender` is the name beside the installation's address."""

    name: str
    language: str
    sender: str
    reply_to: str


def house_of(organisation_id: int) -> House:
    """How the organisation's messages are signed."""
    organisation = organisation_of(system_actor(organisation_id))
    sender = MailSender.objects.filter(organisation_id=organisation_id).first() or MailSender()
    return House(
        name=organisation.name,
        language=organisation.language,
        sender=sender.name or organisation.name,
        reply_to=sender.reply_to,
    )
