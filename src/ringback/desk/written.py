"""Messages as lines of Today and of a person's history."""

from collections.abc import Iterable

from ringback.channels.messages import reads
from ringback.desk import cards
from ringback.desk.cards import Line


def register() -> None:
    """Let promises of messages be told in words; doing so again changes nothing."""
    cards.describe_channel("messages", lines)


def lines(organisation_id: int, promise_ids: Iterable[int]) -> dict[int, Line]:
    """What kind of message each promise keeps. Not to whom or about what: not everybody here may read it."""
    return {
        one.promise_id: Line(one.title, " · ".join(filter(None, [str(one.way), one.said])), one.url)
        for one in reads.about(organisation_id, list(promise_ids))
    }
