"""Which channels the installation can send through."""

from ringback.channels.messages.sms import gateway


def carries(channel: str) -> bool:
    """Whether messages of `channel` ("mail", "sms") get out: text messages need a gateway in the settings."""
    return channel != "sms" or gateway.configured() is not None
