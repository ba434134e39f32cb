"""Keeping the promise of a message: handed over once it is due, and what became of it written down."""

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.database.sealed import SealError, opened
from ringback.base.kit import clock
from ringback.channels.messages import transports
from ringback.channels.messages.inbox.returned import why_not
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import CampaignState, MailSender, Message, OfferCampaign, State
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError
from ringback.core.people.services import may_contact
from ringback.core.promises.services import Outcome, report

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

log = structlog.get_logger(__name__)

_STATES = {
    "pending": State.WAITING,
    "kept": State.SENT,
    "broken": State.FAILED,
    "expired": State.FAILED,
    "cancelled": State.CANCELLED,
}


class SendingHandler:
    """Keeps promises of the kinds "messages.<channel>": outside the database, after the attempt is committed."""

    outside = True
    seconds = 120.0

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome:
        """Send the message unless its person does not want it (any more); says how that ended (MISSION C2)."""
        message = Message.objects.filter(promise_id=promise.pk).first()
        if message is None or message.wiped_at is not None:
            return Outcome.CANCELLED
        if _is_stopped(message):
            message.state = State.CANCELLED
            return self._write(message, attempt, Outcome.CANCELLED, _("The offer was stopped."))
        if why := _unwanted(message):
            message.state = State.WITHHELD
            return self._write(message, attempt, Outcome.CANCELLED, why)
        try:
            for text in (message.text, message.html):
                opened(text)
            sent = transports.of(message.channel).send(message)
        except RefusedError as error:
            return self._write(message, attempt, Outcome.REFUSED, str(error))
        except (LaterError, SealError) as error:
            return self._write(message, attempt, Outcome.FAILED, str(error))
        except DoubtError as error:
            outcome = Outcome.UNCERTAIN if promise.at_most_once else Outcome.FAILED
            return self._write(message, attempt, outcome, str(error))
        message.provider_id = sent.provider_id[:250]
        return self._write(message, attempt, Outcome.DONE)

    def _write(self, message: Message, attempt: "Attempt", outcome: Outcome, trouble: str = "") -> Outcome:
        """Put the attempt's end and the message's state down together."""
        at = clock.now()
        message.trouble = trouble[:500]
        if outcome is Outcome.DONE:
            message.state, message.sent_at = State.SENT, at
        elif outcome is Outcome.UNCERTAIN:
            message.state = State.DOUBT
        with transaction.atomic():
            message.save(update_fields=["state", "trouble", "provider_id", "sent_at"])
            report(attempt.pk, outcome, {"said": trouble or message.provider_id}, at=at, error=trouble)
        return outcome

    def told(self, promise: "Promise") -> None:
        """Follow the promise: what a person or the policy decided about it; forget a secret that has had its day."""
        message = Message.objects.filter(promise_id=promise.pk).defer("text", "html").first()
        if message is None:
            return
        changed = []
        state = _STATES.get(promise.state, message.state)
        # What was withheld, came back, or had been handed over when somebody took it back, stays what it is.
        stays = state == State.CANCELLED and message.state in (State.WITHHELD, State.SENT)
        if state != message.state and not stays and message.state != State.BOUNCED:
            message.state = state
            changed.append("state")
        if message.secret and promise.closed_at is not None and message.wiped_at is None:
            message.text = message.html = ""
            message.wiped_at = clock.now()
            changed += ["text", "html", "wiped_at"]
        if changed:
            message.save(update_fields=changed)


def _is_stopped(message: Message) -> bool:
    """Whether the offer that the message is part of was stopped: asked at the last moment, for 50,000 take a while."""
    if message.campaign_id is None:
        return False
    stopped = (CampaignState.STOPPING, CampaignState.STOPPED)
    return OfferCampaign.objects.filter(id=message.campaign_id, state__in=stopped).exists()


def _unwanted(message: Message) -> str:
    """Why the message must not go out, asked at the last moment; "" where it may (MISSION C5).

    The installation's own mail goes to those who have just asked for it.
    """
    if message.organisation_id is None:
        return ""
    refusal = may_contact(
        message.organisation_id, message.person_id, message.channel, message.to_address, message.purpose
    )
    if refusal:
        return refusal.words
    if message.channel == "mail" and (why := why_not(message.organisation_id, message.to_address)):
        return why
    return "" if message.purpose == SERVICE else _enough(message.organisation_id, message)


def _enough(organisation_id: int, message: Message) -> str:
    """Whether the address has had as many optional messages in thirty days as the organisation sends (MISSION W23)."""
    sender = MailSender.objects.filter(organisation_id=organisation_id).first() or MailSender()
    since = clock.now() - timedelta(days=30)
    had = Message.objects.filter(
        organisation_id=organisation_id, channel=message.channel, to_address=message.to_address
    ).filter(sent_at__gte=since)
    if had.exclude(purpose=SERVICE).count() < sender.most_offers_month:
        return ""
    return _("They have had %(most)d offers within thirty days.") % {"most": sender.most_offers_month}
