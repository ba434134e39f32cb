"""A test message to oneself."""

from ringback.base.accounts.services import Actor, email_of, require
from ringback.channels.messages import kinds
from ringback.channels.messages.kinds import SERVICE
from ringback.channels.messages.models import Message
from ringback.channels.messages.services.sending import MessageOrder, send_rendered
from ringback.channels.messages.services.wording import preview
from ringback.channels.messages.texts import Texts


def send_test(actor: Actor, kind_slug: str, language: str, texts: Texts) -> Message:
    """Send these texts, filled with samples, to the actor's own address, whether or not they are saved."""
    require(actor, "setup.edit")
    rendered = preview(actor, kind_slug, language, texts)
    order = MessageOrder(
        organisation_id=actor.organisation_id,
        channel="mail",
        kind=kinds.of(kind_slug).slug,
        to_address=email_of(actor),
        language=language,
        purpose=SERVICE,
    )
    return send_rendered(order, rendered)
