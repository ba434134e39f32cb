"""What the messages channel registers when the application starts."""

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import when_member_removed
from ringback.channels.messages import kinds, personal_data, told_of_persons, transports
from ringback.channels.messages.inbox import history as inbox_history
from ringback.channels.messages.inbox import keep as inbox_keep
from ringback.channels.messages.inbox import personal_data as inbox_data
from ringback.channels.messages.keep import SendingHandler
from ringback.channels.messages.kinds import purpose_on
from ringback.channels.messages.mail.transport import MailTransport
from ringback.channels.messages.notice_mail import mail_notice
from ringback.channels.messages.notices import expiry as notices_expiry
from ringback.channels.messages.notices import wishes
from ringback.channels.messages.notices.keep import NoticeHandler
from ringback.channels.messages.notices.kinds import OWN as OWN_NOTICES
from ringback.channels.messages.notices.kinds import declare_notice
from ringback.channels.messages.notices.pushing import KIND as PUSH
from ringback.channels.messages.notices.pushing import PushHandler
from ringback.channels.messages.offers import keep as offers_keep
from ringback.channels.messages.own_kinds import OFFERS, OWN
from ringback.channels.messages.services.sending import promise_kind
from ringback.channels.messages.sms.transport import SmsTransport
from ringback.channels.messages.webhooks import expiry as webhooks_expiry
from ringback.channels.messages.webhooks.emitting import KIND as WEBHOOK
from ringback.channels.messages.webhooks.events import declare_event
from ringback.channels.messages.webhooks.keep import WebhookHandler
from ringback.channels.messages.webhooks.promises import PROMISE_EVENTS
from ringback.core.promises.services import NOTICE, keeps


def register() -> None:
    """Register all of it; doing so again changes nothing."""
    for kind in OWN:
        kinds.declare(kind)
    for channel, transport in (("mail", MailTransport()), ("sms", SmsTransport())):
        transports.register(channel, transport)
        keeps(promise_kind(channel), SendingHandler())
        agreed = purpose_on(OFFERS, channel)
        keeps(promise_kind(channel, agreed), SendingHandler(), _("News and offers"), stands_on=agreed)
    offers_keep.register()
    inbox_keep.register()
    inbox_history.register()
    keeps(WEBHOOK, WebhookHandler())
    keeps(NOTICE, NoticeHandler(mail_notice))
    keeps(PUSH, PushHandler())
    for notice in OWN_NOTICES:
        declare_notice(notice)
    when_member_removed(wishes.forget_member)
    notices_expiry.register()
    personal_data.register()
    told_of_persons.register()
    inbox_data.register()
    webhooks_expiry.register()
    for event in PROMISE_EVENTS:
        declare_event(event)
