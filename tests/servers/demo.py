"""`ringback demo` as a stranger runs it: the real command, in a data folder of its own, on ports of its own."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self

import httpx

from tests.servers import migrated
from tests.servers.ports import RtpPorts
from tests.waiting import until

START_SECONDS = 120
STOP_SECONDS = 60
PAGES = 20


class Demo:
    """A demo with `settings` (`RTPENGINE="off"`): a context, more than once for several runs on one folder.

    Between them `settings` may change (there by their whole names).

    `empty`: it begins with nothing, as at a stranger's. `pages` are its addresses while it runs.
    """

    def __init__(self, *, empty: bool = False, **settings: str) -> None:
        self.settings = {f"RINGBACK_{name}": value for name, value in settings.items()}
        self.folder = Path(tempfile.mkdtemp(prefix="ringback-demo-"))
        self.folder.chmod(0o755)  # rtpengine runs as a user of its own, who has to reach its settings
        if not empty:
            own = self.folder / "demo"
            own.mkdir(0o755)
            migrated.copy_file(own / migrated.FILE)
        self.pages: dict[str, str] = {}
        self._ports: RtpPorts
        self.process: subprocess.Popen[bytes]

    def __enter__(self) -> Self:
        rtp = self._ports = RtpPorts()
        # Pages and phones are within what is claimed, too: a demo opens its ports long after it has chosen them.
        pages = rtp.last - PAGES + 1
        variables = {"RINGBACK_DATA": str(self.folder), "RINGBACK_RTP_PORTS": f"{rtp.first}-{pages - 1}"}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ringback", "demo", "--port", str(pages)],
                env={**os.environ, **variables, **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            self.pages = until(self._addresses, START_SECONDS)
        except AssertionError:
            self.__exit__()
            raise AssertionError(self.log()) from None
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise AssertionError(f"the demo would not end:\n{self.log()}") from None
        finally:
            self._ports.release()

    def discard(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-8000:]

    def children(self) -> dict[str, int]:
        """The process ids of the supervisor's children, by what they are."""
        found = {}
        for number in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            words = _command(int(number))
            if words:
                found[_name(words)] = int(number)
        return found

    def phone(self, phone_id: str) -> dict[str, Any]:
        """What the phones page shows of a phone; {} when it has none such."""
        phones = httpx.get(f"{self.pages['phones']}/phones", timeout=20).json()["phones"]
        return next((phone for phone in phones if phone["id"] == phone_id), {})

    def push(self, phone_id: str, button: str, **wish: object) -> None:
        """Press a button of a phone."""
        number = phone_id.replace("+", "%2B")
        httpx.post(f"{self.pages['phones']}/phones/{number}/{button}", json=wish, timeout=20).raise_for_status()

    def wait(self, phone_id: str, state: str, seconds: float = 30) -> dict[str, Any]:
        """Wait for a phone to be in `state`."""
        until(lambda: self.phone(phone_id).get("state") == state, seconds, every=0.05)
        return self.phone(phone_id)

    def _addresses(self) -> dict[str, str]:
        assert self.process.poll() is None, "the demo ended by itself"
        place = self.folder / "demo" / "demo.json"
        text = place.read_text() if place.exists() else ""
        told = json.loads(text) if text.endswith("\n") else {"pid": 0}
        # A demo that was killed leaves its own behind.
        return {name: str(value) for name, value in told.items()} if told["pid"] == self.process.pid else {}


def _command(number: int) -> list[str]:
    try:
        return Path(f"/proc/{number}/cmdline").read_text().split("\0")
    except OSError:
        return []


def _name(words: list[str]) -> str:
    if Path(words[0]).name == "rtpengine":
        return "rtpengine"
    return next(
        (word for word in words if word in ("web", "keeper", "voice")), words[2] if len(words) > 2 else words[0]
    ).rpartition(".")[2]
