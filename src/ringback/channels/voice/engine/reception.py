"""What is said to requests that belong to no call under way: courtesy to known peers, nothing more."""

from collections.abc import Callable
from typing import Any, Protocol

from ringback.channels.voice.engine.transactions import ALLOW

SERVER = "Ringback"


class Kept(Protocol):
    """The dialogs from before a restart."""

    def knows(self, call_id: str) -> bool: ...

    def hung_up(self, call_id: str) -> None: ...


class Reception:
    """The guard has let in known peers and kept dialogs only, so every request here deserves an answer.

    `door` takes the INVITEs that begin a call.
    """

    def __init__(self, kept: Kept, door: Callable[[Any, Any], Any]) -> None:
        self._kept = kept
        self._door = door

    def receive(self, request: Any, transaction: Any) -> Any:
        """sippy's request callback: (response, cancel callback, no-ACK callback)."""
        call_id = str(request.getHFBody("call-id"))
        if request.getMethod() == "INVITE" and not self._kept.knows(call_id):
            return self._door(request, transaction)
        code, reason = self._verdict(request.getMethod(), call_id)
        response = request.genResponse(code, reason, server=SERVER)
        if code in (200, 405):
            response.appendHeader(ALLOW)
        return (response, None, None)

    def _verdict(self, method: str, call_id: str) -> tuple[int, str]:
        if self._kept.knows(call_id):
            return self._about_kept(method, call_id)
        if method == "OPTIONS":
            return 200, "OK"
        if method in ("BYE", "INFO"):
            return 481, "Call/Transaction Does Not Exist"
        return 405, "Method Not Allowed"

    def _about_kept(self, method: str, call_id: str) -> tuple[int, str]:
        """A re-INVITE cannot be honoured without knowing the media; refused, the session stays as it is."""
        if method == "BYE":
            self._kept.hung_up(call_id)
            return 200, "OK"
        if method in ("OPTIONS", "INFO"):
            return 200, "OK"
        return (488, "Not Acceptable Here") if method == "INVITE" else (405, "Method Not Allowed")
