"""What came back: the message and its promise learn of it, and the address is marked where nothing reaches it."""

from django.utils.translation import gettext as _

from ringback.base.accounts.services import system_actor
from ringback.base.database import queries
from ringback.channels.messages.inbox.bounces import Bounce
from ringback.channels.messages.models import BouncedAddress, InboundMessage, Message, State
from ringback.core.promises import services as promises
from ringback.core.promises.services import Attempt, Outcome

# Asked before every mail, hence plain SQL.
_MARKED = f"SELECT status, why FROM {BouncedAddress._meta.db_table} WHERE organisation_id = %s AND address = %s"


def take(inbound: InboundMessage, bounce: Bounce) -> None:
    """Note what became of the message that came back; in the transaction that takes the mail in.

    Only the address that we wrote to is marked, whatever the report says: a report is anybody's word, but only who got
    our message, or their server, can name it.
    """
    message = inbound.message
    if message is None or inbound.matched not in ("token", "reference"):
        return
    said = " ".join(filter(None, [bounce.status, bounce.words]))[:300]
    if not bounce.permanent:
        Message.objects.filter(pk=message.pk).update(delivery_words=said[:200])
        return
    if message.state in (State.SENT, State.DOUBT):
        message.state, message.trouble = State.BOUNCED, said
        message.save(update_fields=["state", "trouble"])
        _tell_promise(message)
    if bounce.about_address and message.to_address and message.organisation_id is not None:
        BouncedAddress.objects.update_or_create(
            organisation_id=message.organisation_id,
            address=message.to_address.lower(),
            defaults={
                "person_id": message.person_id,
                "status": bounce.status,
                "why": bounce.words,
                "at": inbound.arrived_at,
            },
        )


def _tell_promise(message: Message) -> None:
    if message.promise_id is None or message.organisation_id is None:
        return
    attempt = Attempt.objects.filter(promise_id=message.promise_id).order_by("-number").first()
    if attempt is not None:
        promises.correct(system_actor(message.organisation_id), attempt.pk, Outcome.REFUSED)


def why_not(organisation_id: int, address: str) -> str:
    """Why nothing is sent to the address any more, in words for the desk; "" where it may be."""
    for marked in queries.fetch(_MARKED, [organisation_id, address.lower()]):
        return _("Mail to this address came back: %(said)s") % {"said": " ".join(filter(None, marked))}
    return ""


def reaches_again(organisation_id: int, address: str) -> bool:
    """Take the mark off an address; whether there was one."""
    rows = BouncedAddress.objects.filter(organisation_id=organisation_id, address=address.lower())
    return bool(address) and rows.delete()[0] > 0
