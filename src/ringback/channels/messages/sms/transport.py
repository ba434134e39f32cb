"""Carries text messages: through the gateway that the operator's settings name."""

from django.utils.translation import gettext as _

from ringback.base.kit import clock, phones
from ringback.base.kit.errors import FieldError
from ringback.base.outgoing.asking import ask
from ringback.base.outgoing.errors import SilentError, UnreachableError
from ringback.channels.messages.models import Message
from ringback.channels.messages.sms import gateway
from ringback.channels.messages.sms.gateway import Form, Outgoing
from ringback.channels.messages.sms.kannel import Kannel
from ringback.channels.messages.sms.reports import report_url
from ringback.channels.messages.sms.twilio import Twilio
from ringback.channels.messages.transports import MOST_PAUSE_SECONDS, DoubtError, LaterError, Sent

FORMS: dict[str, Form] = {"kannel": Kannel(), "twilio": Twilio()}
SECONDS = 30.0
# Premium and shared-cost numbers are nobody's mobile phone.
_BARRED = frozenset({"premium", "shared_cost", "toll_free"})


class SmsTransport:
    """Hands a text message to the gateway; whether it arrives is reported later, and seen in `Message.delivery`."""

    def checked(self, address: str) -> str:
        """The number in E.164. Raises FieldError."""
        number = phones.parse(address, "ZZ", "to_address")
        if number.kind in _BARRED:
            raise FieldError("to_address", _("No text message goes to such a number."), _("Give a mobile number."))
        return number.e164

    def send(self, message: Message) -> Sent:
        """Hand it over once. Raises LaterError, RefusedError or DoubtError."""
        chosen = gateway.configured()
        if chosen is None:
            raise LaterError(_("No SMS gateway is set up: see RINGBACK_SMS_GATEWAY."))
        form = FORMS[chosen.form]
        outgoing = Outgoing(message.to_address, message.text.strip(), report_url(chosen.form, message.public_id))
        try:
            answer = ask(form.call(chosen, outgoing), None, seconds=SECONDS)
        except UnreachableError as error:
            raise LaterError(str(error)) from error
        except SilentError as error:
            raise DoubtError(str(error)) from error
        try:
            return form.read(answer)
        except LaterError as error:
            error.pause_seconds = answer.pause_seconds(clock.now(), MOST_PAUSE_SECONDS)
            raise
