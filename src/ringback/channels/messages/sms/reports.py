"""What a gateway reports of a message it took: whose report it is, and what it says."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import transaction

from ringback.base.kit import clock
from ringback.channels.messages.models import Delivery, Message

_SALT = "messages.sms.report"
MOST_TOKEN_CHARACTERS = 200
_KANNEL = {"1": Delivery.DELIVERED, "2": Delivery.UNDELIVERED, "8": Delivery.ON_ITS_WAY, "16": Delivery.UNDELIVERED}
_TWILIO = {
    "sent": Delivery.ON_ITS_WAY,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.UNDELIVERED,
    "failed": Delivery.UNDELIVERED,
}
# A report may be overtaken by a later one; what is final stays, and one lost part is a lost message.
_RANKS = {"": 0, Delivery.ON_ITS_WAY: 1, Delivery.DELIVERED: 2, Delivery.UNDELIVERED: 3}


@dataclass(frozen=True, slots=True)
class Report:
    """One report: what became of the message `public_id`, and the network's own words."""

    public_id: str
    delivery: Delivery
    words: str = ""


def report_url(form: str, public_id: str) -> str:
    """Where a gateway reports on one message: nobody else can make such an address."""
    token = signing.dumps(public_id, salt=_SALT)
    return f"{settings.PUBLIC_URL}/v1/sms/{form}/{token}"


def opened(token: str) -> str | None:
    """The message a report's token was made for, or None for one we did not make."""
    try:
        return str(signing.loads(token[:MOST_TOKEN_CHARACTERS], salt=_SALT))
    except signing.BadSignature:
        return None


def from_kannel(public_id: str, kind: str, words: str) -> Report | None:
    """Kannel's report; None for kinds that say nothing final or new."""
    return _report(public_id, _KANNEL.get(kind), words)


def from_twilio(public_id: str, status: str, code: str) -> Report | None:
    """Twilio's report; None for states before the message left."""
    return _report(public_id, _TWILIO.get(status), code)


def _report(public_id: str, delivery: Delivery | None, words: str) -> Report | None:
    plain = "".join(character for character in words if character.isprintable())
    return Report(public_id, delivery, plain.strip(" /")[:200]) if delivery is not None else None


def note(report: Report) -> bool:
    """Write the report down unless a later one was faster. True when the message shows it now."""
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(public_id=report.public_id, channel="sms").first()
        if message is None or _RANKS[report.delivery] <= _RANKS[message.delivery]:
            return False
        message.delivery, message.delivery_words, message.delivery_at = report.delivery, report.words, clock.now()
        message.save(update_fields=["delivery", "delivery_words", "delivery_at"])
        return True
