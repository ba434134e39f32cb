"""Twilio's Messages form: a POST with basic authentication, answered in JSON; and the signature of its callbacks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from ringback.base.outgoing.asking import Answer, Call
from ringback.channels.messages.sms.gateway import Gateway, Outgoing
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError, Sent

SIGNATURE_HEADER = "x-twilio-signature"
# Faults of our account or of the moment: queue full, rate, suspended, no such sender. The message is not to blame.
_LATER_CODES = frozenset({20003, 20005, 20429, 21606, 21611, 30001, 30002})


class Twilio:
    """A gateway that is, or speaks like, Twilio."""

    def call(self, gateway: Gateway, outgoing: Outgoing) -> Call:
        """The request. A sender that begins with MG is a messaging service."""
        sender = "MessagingServiceSid" if gateway.sender.startswith("MG") else "From"
        fields = {
            "To": outgoing.to,
            sender: gateway.sender,
            "Body": outgoing.text,
            "StatusCallback": outgoing.report_url,
        }
        credentials = base64.b64encode(f"{gateway.user}:{gateway.password}".encode()).decode()
        return Call(
            f"{gateway.url.rstrip('/')}/2010-04-01/Accounts/{quote(gateway.user, safe='')}/Messages.json",
            urlencode(fields).encode(),
            {"Authorization": f"Basic {credentials}", "Content-Type": "application/x-www-form-urlencoded"},
        )

    def read(self, answer: Answer) -> Sent:
        """201 is taken, under its sid. 4xx finds fault with the message, but for codes that blame the account."""
        said = _json(answer.body)
        if answer.fine:
            return Sent(str(said.get("sid", ""))[:64])
        words = f"{said.get('code', answer.status)} {said.get('message', '')}".strip()[:300]
        if answer.status in (401, 403, 404, 429, 503) or said.get("code") in _LATER_CODES:
            raise LaterError(words)
        if 400 <= answer.status < 500:
            raise RefusedError(words)
        raise DoubtError(words)


def signature(url: str, fields: Mapping[str, str], token: str) -> str:
    """What Twilio signs a callback with: the URL it was given, then every field's name and value in order."""
    signed = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_signed(given: str, url: str, fields: Mapping[str, str], token: str) -> bool:
    """Whether a callback to `url` is Twilio's."""
    return hmac.compare_digest(given.encode(), signature(url, fields, token).encode())


def _json(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
