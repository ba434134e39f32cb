"""Links that let a person leave: sealed, so that they name nobody to whoever sees them, and good for ever."""

from dataclasses import dataclass

from django.conf import settings

from ringback.base.database.sealed import SealError, seal, unseal
from ringback.base.kit.errors import NotFoundError


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
    whose = f"{leaving.organisation_id}.{leaving.campaign_id}" if leaving.campaign_id else str(leaving.organisation_id)
    said = (whose, leaving.channel, leaving.purpose, leaving.language, leaving.address)
    return f"{settings.PUBLIC_URL}/o/{seal('|'.join(said))}"


def read(token: str) -> Leaving:
    """What a link is about. Raises NotFoundError for a token that we did not make."""
    try:
        whose, channel, purpose, language, address = unseal(token).split("|", 4)
        organisation, _dot, campaign = whose.partition(".")
        return Leaving(int(organisation), channel, purpose, language, address, int(campaign or 0))
    except (SealError, ValueError):
        raise NotFoundError("This link is not one of ours, or was cut short.") from None
