"""What people may do with a message: hurry it, take it back, send it again, say whether it arrived."""

from django.db import transaction
from django.utils.translation import gettext as _

from ringback.base.accounts.services import Actor, audit, require
from ringback.base.kit import clock
from ringback.base.kit.errors import ConflictError, NotFoundError
from ringback.base.kit.ids import public_id
from ringback.channels.messages.models import Message, State
from ringback.channels.messages.services.sending import MessageOrder, store
from ringback.core.promises import services as promises
from ringback.core.promises.services import Attempt, Outcome, Promise

AGAIN = (State.FAILED, State.BOUNCED, State.WITHHELD, State.CANCELLED)


def send_now(actor: Actor, message_id: str) -> None:
    """Try a waiting message at once instead of when it is due. Raises ConflictError when it is not waiting."""
    promise = _waiting(actor, message_id)
    promises.reschedule(actor, promise.pk, promise.generation, clock.now())


def take_back(actor: Actor, message_id: str) -> None:
    """Do not send a waiting message after all. Raises ConflictError when it is not waiting."""
    promise = _waiting(actor, message_id)
    promises.cancel(actor, promise.pk, "taken back")


def send_again(actor: Actor, message_id: str) -> Message:
    """Order the same message once more, as a new one: its address was mended, or the person wants it after all.

    Raises ConflictError unless it was given up, withheld or taken back.
    """
    with transaction.atomic():
        message = _ours(actor, message_id)
        if message.state not in AGAIN or message.wiped_at is not None or message.organisation_id is None:
            raise ConflictError(_("Only a message that was not delivered can be sent again."))
        order = MessageOrder(
            organisation_id=message.organisation_id,
            channel=message.channel,
            kind=message.kind,
            to_address=message.to_address,
            person_id=message.person_id,
            purpose=message.purpose,
            door=message.door,
        )
        parts = list(message.parts.all())
        for part in parts:
            part.pk = None
        message.pk, message.public_id = None, public_id()
        message.state, message.trouble, message.provider_id = State.WAITING, "", ""
        message.created_at, message.sent_at, message.left_at = clock.now(), None, None
        message.delivery, message.delivery_words, message.delivery_at = "", "", None
        copy = store(message, order, message.organisation_id, parts)
        audit(actor, "message.sent_again", f"message {copy.pk}")
    return copy


def resolve(actor: Actor, message_id: str, arrived: bool) -> None:
    """Say what became of a message that nobody knows about; one that did not arrive is tried again (MISSION C2)."""
    message = _ours(actor, message_id)
    attempt = Attempt.objects.filter(promise=message.promise, outcome=Outcome.UNCERTAIN).last()
    if attempt is None:
        raise ConflictError(_("This message is not in doubt any more."))
    promises.resolve_uncertain(actor, attempt.pk, Outcome.DONE if arrived else Outcome.FAILED)


def _ours(actor: Actor, message_id: str) -> Message:
    require(actor, "messages.act")
    message = Message.objects.filter(organisation_id=actor.organisation_id, public_id=message_id).first()
    if message is None:
        raise NotFoundError(_("There is no such message."))
    return message


def _waiting(actor: Actor, message_id: str) -> Promise:
    message = _ours(actor, message_id)
    if message.state != State.WAITING or message.promise is None:
        raise ConflictError(_("This message is not waiting any more."))
    return message.promise
