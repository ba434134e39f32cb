"""What is asked about a call, for every page that asks it (`voice/_said.html`)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from ringback.base.accounts.services import Actor, currency_of
from ringback.base.kit import money
from ringback.channels.voice.models import Disposition
from ringback.channels.voice.reads import CallRow

TIMES = (
    ("hours", _("In two hours")),
    ("tomorrow", _("Tomorrow at 9:00")),
    ("monday", _("Next Monday at 9:00")),
    ("other", _("Another time")),
)


def shown(row: CallRow, actor: Actor, where: str) -> dict[str, Any]:
    """What the parts need; `where` ("page", "pop", "mine") keeps the ids of two on one page apart."""
    return {
        "row": row,
        "where": where,
        "dispositions": Disposition.choices,
        "currencies": money.CURRENCIES,
        "currency": row.lead_currency or currency_of(actor.organisation_id),
        "worth": "" if row.lead_value is None else row.lead_value,
        "times": TIMES,
        "when": "tomorrow",
    }
