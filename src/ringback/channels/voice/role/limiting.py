"""The voice role's chore that minds the limits of the day."""

from ringback.base.kit import clock
from ringback.channels.voice.role.journal import AfterCommit
from ringback.channels.voice.spending import services

EVERY_SECONDS = 10.0


class Limiting:
    """Looks every ten seconds: so much may be dialled beyond a limit."""

    def __init__(self) -> None:
        self._looked_at = clock.monotonic() - EVERY_SECONDS

    def wanted(self) -> bool:
        return clock.monotonic() - self._looked_at >= EVERY_SECONDS

    def do(self) -> list[AfterCommit]:
        self._looked_at = clock.monotonic()
        services.mind()
        return []
