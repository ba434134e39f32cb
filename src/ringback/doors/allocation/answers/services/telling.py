"""What follows once somebody has their answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.channels.messages.services import Message
from ringback.doors.allocation.answers.models import Answer
from ringback.doors.allocation.campaigns.services import campaign_of
from ringback.doors.allocation.record import services as record


def settled(message: Message) -> None:
    """What became of an answer's message, in the transaction that notes it: given once it was sent."""
    if message.state == "sent":
        Answer.objects.filter(message=message, given_at=None).update(given_at=message.sent_at or clock.now())


def answer_by_hand(actor: Actor, answer_id: int) -> int:
    """A member says that somebody has their answer, told by phone or otherwise; the campaign's id.

    Raises NotFoundError, and ConflictError before the publication or where they have it already.
    """
    with transaction.atomic():
        rows = Answer.objects.select_for_update(of=("self",)).filter(campaign__organisation_id=actor.organisation_id)
        answer = rows.select_related("campaign").filter(pk=answer_id).first()
        if answer is None:
            raise NotFoundError(_("There is no such answer."))
        campaign_of(actor, answer.campaign_id, "allocation.publish")
        if answer.campaign.published_at is None:
            raise ConflictError(_("Nobody is told before the answers are published."))
        if answer.given_at is not None:
            raise ConflictError(_("They have their answer already."))
        answer.given_at = clock.now()
        answer.save(update_fields=["given_at"])
        record.write(answer.campaign_id, actor, "answer.by_hand", answer.entry_id)
        audit(actor, "campaign.answered", f"answer {answer_id}")
    return answer.campaign_id
