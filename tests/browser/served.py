"""Pages that are served: opened by people who have signed in and by strangers, listened to, at a time that is set."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page

from ringback.base.kit import clock
from ringback.core.promises.keeper import Keeper
from ringback.core.promises.models import Promise
from tests.browser.conftest import REPLACED, Browsing
from tests.waiting import until

# A refusal that a test wants to see is one.
MEANT = (*REPLACED, "Failed to load resource: the server responded")


@dataclass(kw_only=True)
class Served:
    """Opens pages at `address`, and hears what they complain of."""

    address: str
    browsing: Browsing
    complaints: list[str] = field(default_factory=list)

    def visit(self, path: str, client: Client | None = None, **options: Any) -> Page:
        """Open a page, as whoever has signed in with `client`; `options` are those of the browser's context."""
        context = self.browsing.context(base_url=self.address, **options)
        if client is not None:
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.address}])
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(path)
        return page

    def leave(self) -> None:
        """Close every page while it is still served; none may have complained."""
        for context in self.browsing.contexts:
            context.close()
        self.browsing.contexts.clear()
        assert self.complaints == []

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type == "error" and not line.text.startswith(MEANT):
            self.complaints.append(line.text)


@dataclass(kw_only=True)
class ServedInTime(Served):
    """With a clock that a test moves, and a keeper that works when it is told to."""

    time: clock.OffsetClock
    keeper: Keeper = field(default_factory=Keeper)

    def move_to(self, at: datetime) -> None:
        """Set every wall clock of the house."""
        self.time.offset_seconds = (at - datetime.now(UTC)).total_seconds()

    def keep(self) -> None:
        """Let the keeper work until nothing is due, under way, or untold."""

        def done() -> bool:
            self.keeper.round()
            rows = Promise.objects.filter(automatic=True).exclude(kind="notice")
            busy = rows.filter(state="keeping") | rows.filter(state="pending", due_at__lte=clock.now())
            return not busy.exists() and not Promise.objects.filter(untold=True).exists()

        until(done)
