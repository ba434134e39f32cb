"""What every kind of leg can do: a SIP phone's dialog, or a page open in a browser."""

from typing import Protocol


class Handset(Protocol):
    """A leg towards its party. What the party does comes back as the machine's events."""

    def dial(self, sip_call_id: str, sdp: str, host: str) -> None:
        """Ring, showing this description."""

    def drop(self) -> None:
        """End the leg at whatever stage; from now on it is silent towards the machine."""

    def reoffer(self, sdp: str) -> None:
        """Show a new description."""

    def accept_reoffer(self, sdp: str) -> None:
        """Take the party's new description."""

    def refuse_reoffer(self, code: int) -> None:
        """Leave the session as it was."""

    def is_up(self, sip_call_id: str, tag: str) -> bool:
        """Whether it is that very SIP dialog, and connected."""
