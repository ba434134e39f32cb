"""Whether a restored installation is held: then what is due waits, for it may have been kept already."""

import structlog

from ringback.base.accounts.services import installation_held
from ringback.base.kit import clock

LOOK_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Hold:
    """Looks once a second."""

    def __init__(self) -> None:
        self._looked_at: float | None = None
        self._held = False

    @property
    def on(self) -> bool:
        """True while nothing may be claimed."""
        at = clock.monotonic()
        if self._looked_at is None or at - self._looked_at >= LOOK_SECONDS:
            held, self._looked_at = installation_held(), at
            if held != self._held:
                log.warning("restored from a backup: nothing is kept until the operator resumes" if held else "resumed")
            self._held = held
        return self._held
