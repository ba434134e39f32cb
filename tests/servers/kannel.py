"""Debian's Kannel with its fake SMS centre: bearerbox, smsbox and fakesmsc on free ports of loopback."""

import os
import signal
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from tests.servers.ports import free_port
from tests.waiting import until

_SBIN = Path("/usr/sbin")
_FAKE = Path("/usr/lib/kannel/test/fakesmsc")
_CONFIGURATION = """
group = core
admin-port = {admin}
admin-password = {password}
admin-interface = 127.0.0.1
smsbox-port = {box}
admin-allow-ip = 127.0.0.1
admin-deny-ip = *.*.*.*
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = fake
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {box}
sendsms-port = {sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = {user}
password = {password}
concatenation = true
max-messages = 10
"""

# As docs/operate.md has it.
_SERVICE = """
group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{inlet}"
"""


class Kannel:
    """A context: the three programs run within it, and are ended by their ids."""

    user = "ringback"
    password = "quite-secret"

    def __init__(self, inlet: str = "") -> None:
        """`inlet` is the address that messages which come in are handed over to."""
        if not _FAKE.is_file():
            raise FileNotFoundError("Kannel is not installed: run scripts/system_packages.sh --tests")
        self.ports = {name: free_port() for name in ("admin", "box", "centre", "sendsms")}
        self._folder = tempfile.TemporaryDirectory(prefix="ringback-kannel-")
        self._path = Path(self._folder.name)
        self._inlet = inlet
        self._running: list[subprocess.Popen[bytes]] = []

    @property
    def url(self) -> str:
        """Where smsbox takes messages."""
        return f"http://127.0.0.1:{self.ports['sendsms']}/cgi-bin/sendsms"

    def taken(self) -> str:
        """What arrived at the SMS centre, as it prints it: sender, receiver, kind, content."""
        lines = (self._path / "fakesmsc.log").read_text(errors="replace").splitlines()
        return "\n".join(line.partition("<")[2].removesuffix(">") for line in lines if "Got message" in line)

    def __enter__(self) -> Self:
        try:
            self._start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start_all(self) -> None:
        configuration = self._path / "kannel.conf"
        said = _CONFIGURATION + (_SERVICE if self._inlet else "")
        configuration.write_text(said.format(user=self.user, password=self.password, inlet=self._inlet, **self.ports))
        self._start("bearerbox", _SBIN / "bearerbox", configuration)
        until(lambda: self._open("box") and self._open("centre"))
        self._start("fakesmsc", _FAKE, "-H", "127.0.0.1", "-r", str(self.ports["centre"]))
        self._start("smsbox", _SBIN / "smsbox", configuration)
        until(lambda: self._open("sendsms"))

    def _start(self, name: str, *command: str | Path) -> None:
        """fakesmsc lives for as long as its input is open."""
        log = (self._path / f"{name}.log").open("wb")
        with log:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=self._path, start_new_session=True
            )
        self._running.append(process)

    def _open(self, name: str) -> bool:
        needle = f"0100007F:{self.ports[name]:04X} 00000000:0000 0A"
        anywhere = f"00000000:{self.ports[name]:04X} 00000000:0000 0A"
        table = Path("/proc/net/tcp").read_text()
        return needle in table or anywhere in table

    def comes_in(self, sender: str, text: str) -> None:
        """Let the SMS centre hand over a message from `sender`; one after the other, and in the wide alphabet."""
        centre = self._running[1]
        assert centre.stdin is not None
        centre.stdin.write(f"{sender} 300 ucs2 {quote(text.encode('utf-16-be'), safe='')}\n".encode())
        centre.stdin.flush()

    def stop_centre(self) -> None:
        """End the SMS centre: what is sent from now on waits in Kannel."""
        self._end(self._running[1])

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdin is not None:
            process.stdin.close()
        if process.poll() is None:
            os.kill(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for process in reversed(self._running):
            self._end(process)
        self._folder.cleanup()
