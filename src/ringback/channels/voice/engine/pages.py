"""A leg that is a page open in a browser: its offer lies in the leg's row, and what the page says comes as commands."""

from collections.abc import Callable
from typing import Any, Literal

from ringback.channels.voice.engine import events as ev

KIND = "browser"
Said = Literal["rang", "answered", "declined", "left"]
CLOSED, DECLINED = 480, 603
SEEN_SECONDS = 10.0
# The media server begins the encryption, once it has the answer: a page would begin as soon as a way is found, which
# may be before the answer is there, and gives up when it is turned away.
PATIENT = ("a=setup:actpass", "a=setup:active")


class PageLeg:
    """A browser's leg. The page fetches the kept offer, shows that it rings, and sends back its answer.

    Nothing is renegotiated: a page neither holds nor moves, and rtpengine keeps both sides apart.
    """

    def __init__(
        self,
        leg: int,
        tell: Callable[[ev.Event], None],
        keep: Callable[[int, dict[str, Any]], None],
        later: Callable[..., Callable[[], None]],
    ) -> None:
        self._leg = leg
        self._tell = tell
        self._keep = keep
        self._later = later
        self._waits: Callable[[], None] | None = None
        self._settled = False
        self._over = False

    def dial(self, sip_call_id: str, sdp: str, host: str) -> None:
        """Lay the offer where the page finds it; one that does not say that it rings is not there any more."""
        self._keep(self._leg, {"kind": KIND, "offer": sdp.replace(*PATIENT)})
        self._waits = self._later(SEEN_SECONDS, self._unseen)

    def _unseen(self) -> None:
        self._waits = None
        self._tell(ev.Refused(self._leg, CLOSED, "the page does not answer"))

    def _was_heard(self) -> None:
        if self._waits is not None:
            self._waits()
            self._waits = None

    def heard(self, said: Said, sdp: str) -> None:
        """What the page did. An answer that comes twice counts once."""
        if self._over:
            return
        self._was_heard()
        if said == "rang" and not self._settled:
            self._tell(ev.Rang(self._leg))
        elif said == "answered" and not self._settled:
            self._settled = True
            self._tell(ev.Answered(self._leg, sdp))
        elif said == "declined" and not self._settled:
            self._tell(ev.Refused(self._leg, DECLINED, "declined in the browser"))
        elif said == "left":
            self._tell(ev.HungUp(self._leg) if self._settled else ev.Refused(self._leg, CLOSED, "the page was closed"))

    def drop(self) -> None:
        """The row's end tells the page."""
        self._over = True
        self._was_heard()

    def reoffer(self, sdp: str) -> None:
        self._tell(ev.ReofferRefused(self._leg, 488))

    def accept_reoffer(self, sdp: str) -> None:
        """A page offers nothing anew."""

    def refuse_reoffer(self, code: int) -> None:
        """A page offers nothing anew."""

    def is_up(self, sip_call_id: str, tag: str) -> bool:
        return False
