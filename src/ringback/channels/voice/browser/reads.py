"""What a page is shown of the call that rings in it."""

from dataclasses import dataclass

from ringback.base.accounts.services import Actor
from ringback.channels.voice.browser.services import own_agent
from ringback.channels.voice.engine.pages import KIND
from ringback.channels.voice.models import Leg


@dataclass(frozen=True, slots=True)
class Ringing:
    """A leg in the member's page: what it offers, whom it is about (as the whisper says), and how far it has come.

    No number is in it: who may see that finds it on the call's page.
    """

    call_id: str
    leg: int
    offer: str
    name: str
    site: str
    city: str
    answered: bool
    talking: bool


def ringing(actor: Actor) -> Ringing | None:
    """The leg that rings or talks in the member's page; None when there is none."""
    agent = own_agent(actor)
    if agent is None:
        return None
    leg = Leg.objects.filter(live_agent_id=agent.pk).select_related("call").first()
    if leg is None or leg.dialog.get("kind") != KIND:
        return None
    words = leg.call.plan.get("words", {})
    return Ringing(
        call_id=leg.call.call_id,
        leg=leg.number,
        offer=str(leg.dialog.get("offer", "")),
        name=str(words.get("name", "")),
        site=str(words.get("site", "")),
        city=str(words.get("city", "")),
        answered=leg.answered_at is not None,
        talking=leg.call.connected_at is not None,
    )
