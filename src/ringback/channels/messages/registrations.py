"""What the messages channel registers when the application starts."""

from ringback.channels.messages import kinds, personal_data, told_of_persons, transports
from ringback.channels.messages.inbox import history as inbox_history
from ringback.channels.messages.inbox import keep as inbox_keep
from ringback.channels.messages.inbox import personal_data as inbox_data
from ringback.channels.messages.keep import SendingHandler
from ringback.channels.messages.mail.transport import MailTransport
from ringback.channels.messages.own_kinds import OWN
from ringback.channels.messages.services.sending import promise_kind
from ringback.channels.messages.sms.transport import SmsTransport
from ringback.channels.messages.webhooks import expiry as webhooks_expiry
from ringback.channels.messages.webhooks.emitting import KIND as WEBHOOK
from ringback.channels.messages.webhooks.events import declare_event
from ringback.channels.messages.webhooks.keep import WebhookHandler
from ringback.channels.messages.webhooks.promises import PROMISE_EVENTS
from ringback.core.promises.services import keeps


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in OWN:
        kinds.declare(kind)
    for channel, transport in (("mail", MailTransport()), ("sms", SmsTransport())):
        transports.register(channel, transport)
        keeps(promise_kind(channel), SendingHandler())
    inbox_keep.register()
    inbox_history.register()
    keeps(WEBHOOK, WebhookHandler())
    personal_data.register()
    told_of_persons.register()
    inbox_data.register()
    webhooks_expiry.register()
    for event in PROMISE_EVENTS:
        declare_event(event)
