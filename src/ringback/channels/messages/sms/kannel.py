"""Kannel's `sendsms` form: everything in the query, and an answer that begins with a number."""

import re
from urllib.parse import urlencode

from ringback.base.outgoing.asking import Answer, Call
from ringback.channels.messages.sms.counting import UCS2, count
from ringback.channels.messages.sms.gateway import Gateway, Outgoing, with_query
from ringback.channels.messages.transports import DoubtError, LaterError, RefusedError, Sent

# Delivered to the phone, not delivered, delivered to the SMS centre, rejected by it.
_REPORTS = 1 | 2 | 8 | 16
_CODED = {UCS2: "2"}
# What Kannel puts into the report URL itself: the kind of report, and the SMS centre's own words.
REPORT_QUERY = "type=%d&said=%A"
_TAKEN = re.compile(rb"\s*[03]:")


class Kannel:
    """A gateway that is, or speaks like, Kannel's smsbox."""

    def call(self, gateway: Gateway, outgoing: Outgoing) -> Call:
        """The request. smsbox reads a form from the query alone, so the gateway belongs on a network of one's own."""
        fields = {
            "username": gateway.user,
            "password": gateway.password,
            "to": outgoing.to,
            "text": outgoing.text,
            "charset": "UTF-8",
            "coding": _CODED.get(count(outgoing.text).alphabet, "0"),
            "dlr-mask": str(_REPORTS),
            "dlr-url": with_query(outgoing.report_url, REPORT_QUERY),
        }
        if gateway.sender:
            fields["from"] = gateway.sender
        return Call(with_query(gateway.url, urlencode(fields)), method="GET")

    def read(self, answer: Answer) -> Sent:
        """202 is taken, at once or queued; 400 finds fault with the message; everything else with the gateway."""
        if answer.status == 202 and _TAKEN.match(answer.body):
            return Sent()
        if answer.status == 400:
            raise RefusedError(answer.words())
        if answer.fine:
            raise DoubtError(answer.words())
        raise LaterError(answer.words())
