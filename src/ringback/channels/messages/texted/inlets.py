"""Where a gateway hands over text messages for one organisation: an address nobody can guess, until it is renewed."""

from dataclasses import dataclass

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F

from ringback.base.accounts.services import Actor, audit, require
from ringback.channels.messages.models import MailSender
from ringback.channels.messages.sms import gateway

_SALT = "messages.sms.inlet"
MOST_TOKEN_CHARACTERS = 100
# What Kannel fills in: sender, octets of the text, their charset, its own name for the message.
_KANNELS_QUERY = "?from=%p&text=%b&charset=%C&id=%I"


@dataclass(frozen=True, slots=True)
class Inlet:
    """An address that was made for `organisation_id`, and the how manyth it is: only the newest is open."""

    organisation_id: int
    number: int


def opened(token: str) -> Inlet | None:
    """What an address was made for, or None for one we did not make."""
    try:
        organisation, _dot, number = _signer().unsign(token[:MOST_TOKEN_CHARACTERS]).partition("-")
        return Inlet(int(organisation), int(number))
    except (BadSignature, ValueError):
        return None


def is_open(inlet: Inlet) -> bool:
    """Whether it has not been renewed since. One query."""
    return _number(inlet.organisation_id) == inlet.number


def url_of(actor: Actor) -> str:
    """What the gateway is to be told, with all that Kannel fills in; "" without a gateway."""
    require(actor, "setup.edit")
    chosen = gateway.configured()
    if chosen is None:
        return ""
    token = _signer().sign(f"{actor.organisation_id}-{_number(actor.organisation_id)}")
    return f"{settings.PUBLIC_URL}/v1/sms/in/{chosen.form}/{token}" + (
        _KANNELS_QUERY if chosen.form == "kannel" else ""
    )


def renew(actor: Actor) -> None:
    """Close the address that is known, and open another one: for when it has reached whom it should not."""
    require(actor, "setup.edit")
    with transaction.atomic():
        MailSender.objects.get_or_create(organisation_id=actor.organisation_id)
        MailSender.objects.filter(organisation_id=actor.organisation_id).update(inlet=F("inlet") + 1)
        audit(actor, "sms_inlet.renewed")


def _number(organisation_id: int) -> int:
    mine = MailSender.objects.filter(organisation_id=organisation_id).values_list("inlet", flat=True)
    return mine.first() or 0


def _signer() -> Signer:
    return Signer(salt=_SALT, sep=".")
