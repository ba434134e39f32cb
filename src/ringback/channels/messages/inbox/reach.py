"""Who may open one message, and see to it: whoever may see mail, and whoever its answer was promised through."""

from ringback.base.accounts.services import Actor, require
from ringback.channels.messages.models import InboundMessage, MailKind
from ringback.core.promises import services as promises


def is_theirs(actor: Actor, inbound: InboundMessage | None) -> bool:
    """Whether it is a written message whose promise the actor may keep: who must answer may read, mail or no mail."""
    if inbound is None or inbound.kind != MailKind.WRITTEN or inbound.promise is None:
        return False
    return promises.may_act(actor, inbound.promise)


def require_reach(actor: Actor, permission: str, inbound: InboundMessage | None) -> None:
    """Pass where it is theirs, or they have the permission. Raises NotAllowedError, also for what is not there."""
    if not is_theirs(actor, inbound):
        require(actor, permission)
