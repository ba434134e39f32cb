"""Who hears what became of a kind of message: the registry that doors fill at start."""

from collections.abc import Callable

from ringback.channels.messages.models import Message

# Writes rows only, in the transaction that says how the message's promise ended.
Hearer = Callable[[Message], None]

_hearers: dict[str, Hearer] = {}


def when_settled(kind: str, hearer: Hearer) -> None:
    """Let `hearer` be told of every message of `kind` whose promise is closed or was opened again; it may be told
    twice of the same. The same kind again takes its place."""
    _hearers[kind] = hearer


def tell(message_id: int, kind: str) -> None:
    """Tell whoever wants to hear of this kind."""
    if hearer := _hearers.get(kind):
        hearer(Message.objects.get(pk=message_id))
