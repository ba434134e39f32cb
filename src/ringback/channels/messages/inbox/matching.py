"""Whose a mail is: the message it answers, the organisation, the person."""

from dataclasses import dataclass

from ringback.base.accounts.services import first_organisation_id, organisation_ids
from ringback.channels.messages.inbox.parsing import Mail
from ringback.channels.messages.mail import answers
from ringback.channels.messages.models import Matched, Message
from ringback.core.people import services as people


@dataclass(frozen=True, slots=True)
class Match:
    """What was found; `matched` says how sure that is. `person_id` None: nobody, or somebody yet to be made known."""

    organisation_id: int
    matched: Matched
    message: Message | None = None
    person_id: int | None = None


def match(mail: Mail, returned_id: str = "") -> Match | None:
    """The surest match (see `Matched`); None in an installation without organisations.

    `returned_id` is the Message-ID of a mail that came back. What nobody can place goes to the installation's first
    organisation, whose owner runs it.
    """
    for how, message in ((Matched.TOKEN, _by_token(mail)), (Matched.REFERENCE, _by_reference(mail, returned_id))):
        if message is not None and message.organisation_id is not None:
            return Match(message.organisation_id, how, message, message.person_id)
    return _by_own_address(mail) or _by_sender(mail) or _nobodys()


def is_ours(mail: Mail) -> bool:
    """Whether we wrote it ourselves: a copy that came back around."""
    return bool(mail.message_id) and Message.objects.filter(message_id=mail.message_id).exists()


def _by_token(mail: Mail) -> Message | None:
    tokens = [token for token in map(answers.message_of, mail.to_addresses) if token]
    return Message.objects.filter(public_id__in=tokens[:20], channel="mail").order_by("-id").first() if tokens else None


def _by_reference(mail: Mail, returned_id: str) -> Message | None:
    wanted = [returned_id, *mail.references] if returned_id else [*mail.references]
    found = {one.message_id: one for one in Message.objects.filter(message_id__in=wanted, channel="mail")}
    return next((found[one] for one in wanted if one in found), None)


def _by_own_address(mail: Mail) -> Match | None:
    known = set(organisation_ids())
    for address in mail.to_addresses:
        organisation_id = answers.organisation_of(address)
        if organisation_id in known and organisation_id is not None:
            person_id = people.person_with_email(organisation_id, mail.from_address)
            return Match(organisation_id, Matched.ADDRESS, person_id=person_id)
    return None


def _by_sender(mail: Mail) -> Match | None:
    """The one organisation that knows the sender; where several do, nobody can say which is meant."""
    known = people.organisations_with_email(mail.from_address) if mail.from_address else []
    if len(known) != 1:
        return None
    return Match(known[0], Matched.SENDER, person_id=people.person_with_email(known[0], mail.from_address))


def _nobodys() -> Match | None:
    organisation_id = first_organisation_id()
    return None if organisation_id is None else Match(organisation_id, Matched.NOBODY)
