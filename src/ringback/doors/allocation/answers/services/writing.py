"""The message that carries an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ringback.base.database.sealed import SealError, opened, readable
from ringback.base.kit.errors import FieldError
from ringback.channels.messages.services import Attachment, Message, MessageOrder, MissingFieldError, Writer
from ringback.doors.allocation.answers import rules
from ringback.doors.allocation.answers.links import answer_url
from ringback.doors.allocation.answers.models import Answer, Preparation
from ringback.doors.allocation.answers.wording import KINDS
from ringback.doors.allocation.campaigns.models import Campaign
from ringback.doors.allocation.entries.models import Entry
from ringback.doors.allocation.entries.saying import VOCABULARY

DOOR = "allocation"


def order_of(answer: Answer, made: Preparation, published_at: datetime) -> MessageOrder:
    """What an answer says, ready to be written; its entry and campaign are loaded.

    At most once: what a crash leaves in doubt a person decides (MISSION A10).
    """
    campaign = answer.campaign
    values = {"note": made.notes.get(answer.kind, "")}
    if answer.kind == Answer.Kind.PLACE:
        values["until"] = moment(answer.entry, rules.stands_until(published_at, campaign.offer_days))
    if answer.rank is not None:
        values["rank"] = str(answer.rank)
    return order_to(answer.entry, campaign, KINDS[answer.kind].slug, f"allocation answer {answer.pk}", values)


def order_to(entry: Entry, campaign: Campaign, kind: str, key: str, values: Mapping[str, str]) -> MessageOrder:
    """A mail to an applicant about their entry, sent at most once. Raises SealError where its address is not opened."""
    return MessageOrder(
        campaign.organisation_id,
        "mail",
        kind,
        opened(entry.email),
        person_id=entry.person_id,
        language=entry.language,
        values={"name": readable(entry.name), "campaign": campaign.title, "link": answer_url(entry), **values},
        at_most_once=True,
        key=key,
        door=DOOR,
        reply_to=campaign.contact_email or None,
    )


def send_to(
    entry: Entry,
    campaign: Campaign,
    kind: str,
    key: str,
    values: Mapping[str, str],
    attachments: Sequence[Attachment] = (),
) -> Message | None:
    """Promise a mail to an applicant, in the caller's transaction; None where there is nowhere to write to.

    Their page says the same, and the desk shows who could not be written to.
    """
    try:
        order = replace(order_to(entry, campaign, kind, key, values), attachments=attachments)
        return Writer(campaign.organisation_id).send(order)
    except (MissingFieldError, FieldError, SealError):
        return None


def moment(entry: Entry, at: datetime) -> str:
    """An instant in the applicant's language, by the clock of their region."""
    return VOCABULARY.tongue(entry.region.zone, entry.language).moment(at)
