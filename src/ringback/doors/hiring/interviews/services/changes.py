"""Who else hears of an interview that was booked, moved or ended: slices below this one's other parts register."""

from collections.abc import Callable

from ringback.doors.hiring.interviews.models import Interview

Changed = Callable[[Interview], None]

_handlers: list[Changed] = []


def when_changed(handler: Changed) -> None:
    """Let `handler(interview)` run in the transaction that gives an interview its time, or ends it. Once at start."""
    if handler not in _handlers:
        _handlers.append(handler)


def changed(interview: Interview) -> None:
    """The interview has got a time, another one, or none any more; in the caller's transaction."""
    for handler in _handlers:
        handler(interview)
