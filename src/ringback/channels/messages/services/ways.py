"""Which channels the installation can send through, and whether what was ordered gets through."""

from ringback.channels.messages.models import Message, State
from ringback.channels.messages.sms import gateway


def carries(channel: str) -> bool:
    """Whether messages of `channel` ("mail", "sms") get out: text messages need a gateway in the settings."""
    return channel != "sms" or gateway.configured() is not None


def gets_through(organisation_id: int, key: str) -> bool:
    """Whether the message ordered with that key was handed over, or has met no trouble yet."""
    ordered = Message.objects.filter(organisation_id=organisation_id, promise__made_key=f"message:{key}")
    waits = ordered.filter(state=State.WAITING, trouble="")
    return (ordered.filter(state=State.SENT) | waits).exists()
