"""Calls that a member promised at the end of a call, as lines of Today and of a person's history."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ringback.channels.voice.services import CALL_AGAIN
from ringback.core.promises import reads
from ringback.desk import cards
from ringback.desk.cards import Line


def register() -> None:
    """Let them be told in words; doing so again changes nothing."""
    cards.describe_channel("voice", lines)


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """Each leads to the call at whose end it was promised."""
    contents = reads.contents(organisation_id, promise_ids, CALL_AGAIN)
    return {promise_id: _line(str(content.get("call_id", ""))) for promise_id, content in contents.items()}


def _line(call_id: str) -> Line:
    return Line(_("Call again, as agreed"), url=reverse("voice:call", args=[call_id]) if call_id else "")
