"""Links that let a person leave: sealed, so that they name nobody to whoever sees them, and good for ever.

Those in text messages are short: what they say is packed into about a dozen bytes before it is sealed.
"""

from dataclasses import dataclass

from django.conf import settings

from ringback.base.database.sealed import SealError, seal, seal_shortly, unseal, unseal_shortly
from ringback.base.kit.errors import NotFoundError
from ringback.channels.messages.kinds import purpose_on
from ringback.channels.messages.own_kinds import OFFERS

_USE = "opt out by text message"
# The long kind is never that short, the short kind never that long.
_SHORT_CHARACTERS = 80
# As long as a real short one, so that a preview counts what it will take. It opens nothing.
SAMPLE_TOKEN = "0" * 40


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a link is about: whose messages, on which channel, for which purpose, to which address, in what language.

    It holds all it needs: the message it came with may long be deleted. `campaign_id` is the offer to many that it
    came with, 0 for none.
    """

    organisation_id: int
    channel: str
    purpose: str
    language: str
    address: str
    campaign_id: int = 0


def opt_out_url(leaving: Leaving) -> str:
    """The address of the page on which somebody can leave."""
    if leaving.channel == "sms" and leaving.purpose == purpose_on(OFFERS, "sms"):
        return f"{settings.PUBLIC_URL}/o/{seal_shortly(_packed(leaving), _USE)}"
    whose = f"{leaving.organisation_id}.{leaving.campaign_id}" if leaving.campaign_id else str(leaving.organisation_id)
    said = (whose, leaving.channel, leaving.purpose, leaving.language, leaving.address)
    return f"{settings.PUBLIC_URL}/o/{seal('|'.join(said))}"


def read(token: str) -> Leaving:
    """What a link is about. Raises NotFoundError for a token that we did not make."""
    try:
        if len(token) < _SHORT_CHARACTERS:
            return _unpacked(unseal_shortly(token, _USE))
        whose, channel, purpose, language, address = unseal(token).split("|", 4)
        organisation, _dot, campaign = whose.partition(".")
        return Leaving(int(organisation), channel, purpose, language, address, int(campaign or 0))
    except (SealError, ValueError):
        raise NotFoundError("This link is not one of ours, or was cut short.") from None


def _packed(leaving: Leaving) -> bytes:
    """Organisation, campaign and the number's digits, seven bits a byte; then the language."""
    numbers = (leaving.organisation_id, leaving.campaign_id, int(leaving.address.removeprefix("+")))
    return b"".join(_digits(one) for one in numbers) + leaving.language.encode()


def _unpacked(packed: bytes) -> Leaving:
    numbers, at = [0, 0, 0], 0
    for which in range(3):
        shift = 0
        while packed[at] & 0x80:
            numbers[which] |= (packed[at] & 0x7F) << shift
            shift, at = shift + 7, at + 1
        numbers[which] |= packed[at] << shift
        at += 1
    organisation_id, campaign_id, number = numbers
    return Leaving(organisation_id, "sms", purpose_on(OFFERS, "sms"), packed[at:].decode(), f"+{number}", campaign_id)


def _digits(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*found, number))
