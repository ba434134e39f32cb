"""Keeping the promise of a message: handed over once it is due, and what became of it written down."""

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog
from django.utils.translation import gettext as _

from ringback.base.database import many_rows, queries
from ringback.base.database.sealed import SealError, opened
from ringback.base.kit import clock
from ringback.channels.messages import settled, transports
from ringback.channels.messages.inbox.returned import why_not
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import CampaignState, Message, OfferCampaign, State
from ringback.channels.messages.services import caps
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError
from ringback.core.people.services import may_contact
from ringback.core.promises.services import Ended, Outcome

if TYPE_CHECKING:
    from ringback.core.promises.models import Attempt, Promise

log = structlog.get_logger(__name__)

# Asked for every message, hence plain SQL.
_PROMISED = f"SELECT {queries.columns(Message)} FROM {Message._meta.db_table} WHERE promise_id = %s"
_STANDING = f"SELECT id, state, secret, wiped_at, kind FROM {Message._meta.db_table} WHERE promise_id = %s"
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

    def keep(self, promise: "Promise", attempt: "Attempt") -> Outcome | Ended:
        """Send the message unless its person does not want it (any more); says how that ended (MISSION C2)."""
        message = next(iter(queries.rows(Message, _PROMISED, [promise.pk])), None)
        if message is None or message.wiped_at is not None:
            return Outcome.CANCELLED
        if _is_stopped(message):
            message.state = State.CANCELLED
            return _ended(message, Outcome.CANCELLED, _("The offer was stopped."))
        if why := _unwanted(message):
            message.state = State.WITHHELD
            return _ended(message, Outcome.CANCELLED, why)
        try:
            for text in (message.text, message.html):
                opened(text)
            sent = transports.of(message.channel).send(message)
        except RefusedError as error:
            return _ended(message, Outcome.REFUSED, str(error))
        except (LaterError, SealError) as error:
            return _ended(
                message, Outcome.FAILED, str(error), error.pause_seconds if isinstance(error, LaterError) else 0
            )
        except DoubtError as error:
            outcome = Outcome.UNCERTAIN if promise.at_most_once else Outcome.FAILED
            return _ended(message, outcome, str(error))
        message.provider_id = sent.provider_id[:250]
        return _ended(message, Outcome.DONE)

    def told(self, promise: "Promise") -> None:
        """Follow the promise: what a person or the policy decided about it; forget a secret that has had its day."""
        for message_id, stands, secret, wiped_at, kind in queries.fetch(_STANDING, [promise.pk]):
            changed: dict[str, Any] = {}
            state = _STATES.get(promise.state, stands)
            # What was withheld, came back, or had been handed over when somebody took it back, stays what it is.
            stays = state == State.CANCELLED and stands in (State.WITHHELD, State.SENT)
            if state != stands and not stays and stands != State.BOUNCED:
                changed["state"] = state
            if secret and promise.closed_at is not None and wiped_at is None:
                changed |= {"text": "", "html": "", "wiped_at": clock.now()}
            if changed:
                Message.objects.filter(pk=message_id).update(**changed)
            settled.tell(message_id, kind)


def _ended(message: Message, outcome: Outcome, trouble: str = "", pause_seconds: float = 0) -> Ended:
    """The attempt's end, and the message's state to be written with it."""
    message.trouble = trouble[:500]
    if outcome is Outcome.DONE:
        message.state, message.sent_at = State.SENT, clock.now()
    elif outcome is Outcome.UNCERTAIN:
        message.state = State.DOUBT
    note = partial(many_rows.update, [message], ("state", "trouble", "provider_id", "sent_at"))
    until = clock.now() + timedelta(seconds=pause_seconds) if pause_seconds else None
    return Ended(outcome, {"said": trouble or message.provider_id}, trouble, note, until)


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
    """Whether the person has had as many optional messages in thirty days as the organisation sends (MISSION W23)."""
    person_id = message.person_id or 0
    if not caps.had_enough(organisation_id, [person_id])(person_id):
        return ""
    return _("They have had %(most)d offers within thirty days.") % {"most": caps.most_offers(organisation_id)}
