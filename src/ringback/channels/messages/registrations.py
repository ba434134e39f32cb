"""What the messages channel registers when the application starts."""

from ringback.channels.messages import kinds, transports
from ringback.channels.messages.keep import SendingHandler
from ringback.channels.messages.mail.transport import MailTransport
from ringback.channels.messages.own_kinds import OWN
from ringback.channels.messages.services.sending import promise_kind
from ringback.core.promises.services import keeps


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in OWN:
        kinds.declare(kind)
    transports.register("mail", MailTransport())
    keeps(promise_kind("mail"), SendingHandler())
