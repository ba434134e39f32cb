"""What an offer's text messages take and cost, as far as that can be said before they are written."""

from dataclasses import dataclass

from ringback.base.accounts.services import Actor
from ringback.channels.messages.offers import services
from ringback.channels.messages.offers.audience import Audience
from ringback.channels.messages.offers.services import OfferValues
from ringback.channels.messages.sms.counting import count
from ringback.channels.messages.sms.preview import money, price


@dataclass(frozen=True, slots=True)
class Cost:
    """`messages` text messages of `parts` each; `money` in words for all of them, "" where no price is set."""

    messages: int
    parts: int
    money: str = ""


def cost_of(actor: Actor, values: OfferValues, audience: Audience) -> Cost | None:
    """As the first of those who get it has it, in the offer's own language; None where no text message goes out."""
    messages = audience.by_channel.get("sms", 0)
    if not messages:
        return None
    name = audience.sample[0].name if audience.sample else ""
    parts = count(services.preview(actor, values, values.language, name)["sms"].text).parts
    paid = price()
    return Cost(messages, parts, money(messages * parts * paid[0], paid[1]) if paid else "")
