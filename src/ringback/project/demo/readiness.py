"""When the demo may be used: its pages answer, and the roles behind them are at work."""

from collections.abc import Callable
from http.client import HTTPException
from urllib.request import urlopen

from django.db import DatabaseError

from ringback.base.kit import clock
from ringback.base.presence import services as presence
from ringback.project.demo.ports import Ports

PATIENCE_SECONDS = 20.0
_ANSWER_SECONDS = 0.5
_MOST_BYTES = 200_000


class Readiness:
    """Looked at now and then until everything is there; `tell` is then called, once.

    Pages are asked for what only this demo's have, its `site`: another program may have taken a port meanwhile.
    """

    def __init__(self, ports: Ports, site: str, tell: Callable[[], None]) -> None:
        self._pages = {
            "web": f"{ports.url('web')}/w/{site}.js",
            "shop": f"{ports.url('shop')}/tents",
            "phones": f"{ports.url('phones')}/phones",
        }
        self._site = site
        self._tell = tell
        self._told = False
        self._since_at = clock.now()
        self._patient_until = clock.monotonic() + PATIENCE_SECONDS

    def look(self) -> None:
        """Tell if all is ready; complain once about what is not when it takes too long."""
        if self._told:
            return
        missing = self._missing()
        if not missing:
            self._told = True
            self._tell()
        elif clock.monotonic() > self._patient_until:
            self._patient_until = float("inf")
            print(f"  Still waiting for: {', '.join(missing)}.", flush=True)

    def _missing(self) -> list[str]:
        pages = [part for part, url in self._pages.items() if not self._answers(part, url)]
        # Asked for last, since it is the dearest question.
        return pages or [role for role in ("keeper", "voice") if not self._works(role)]

    def _works(self, role: str) -> bool:
        """Whether the role shows life; epochs of an earlier demo that was killed do not count."""
        try:
            return any(epoch.beat and epoch.started_at >= self._since_at for epoch in presence.alive(role))
        except DatabaseError:
            return False

    def _answers(self, part: str, url: str) -> bool:
        try:
            with urlopen(url, timeout=_ANSWER_SECONDS) as answer:
                return part == "phones" or self._site.encode() in answer.read(_MOST_BYTES)
        except (OSError, HTTPException):
            return False
