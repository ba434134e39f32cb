"""A Radicale of its own on loopback: a real calendar server with two users, each with the password of their name."""

import subprocess
import sys
from pathlib import Path
from typing import Self

import httpx

from tests.servers.ports import free_port
from tests.waiting import until

_SETTINGS = """
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[web]
type = none
[logging]
level = warning
"""
_CALENDAR = """<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>
<d:displayname>{name}</d:displayname><c:supported-calendar-component-set><c:comp name="VEVENT"/>
</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>"""


class Radicale:
    """A context: the server runs within it, in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        (folder / "users").write_text("anna:anna-secret\nbert:bert-secret\n")
        (folder / "settings").write_text(_SETTINGS.format(port=self.port, folder=folder))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start it, again where it was stopped: what it keeps is in its folder."""
        with (self._folder / "log").open("ab") as log:
            command = [sys.executable, "-m", "radicale", "--config", str(self._folder / "settings")]
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._answers)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None

    def _answers(self) -> bool:
        try:
            return httpx.get(self.url + "/.well-known/caldav", timeout=2).status_code < 500
        except httpx.TransportError:
            return False


class Owner:
    """A user's own calendar program: what a person does with their calendar, by plain requests."""

    def __init__(self, radicale: Radicale, name: str) -> None:
        self._session = httpx.Client(base_url=radicale.url, auth=(name, f"{name}-secret"), timeout=10)
        self.name = name

    def make_calendar(self, name: str) -> str:
        """A calendar; the path of it."""
        path = f"/{self.name}/{name}/"
        self._session.request("MKCALENDAR", path, content=_CALENDAR.format(name=name.title())).raise_for_status()
        return path

    def clear(self) -> None:
        """Take every calendar away."""
        self._session.delete(f"/{self.name}/")

    def write(self, path: str, text: str) -> None:
        self._session.put(path, content=text, headers={"Content-Type": "text/calendar"}).raise_for_status()

    def remove(self, path: str) -> None:
        self._session.delete(path).raise_for_status()

    def text(self, path: str) -> str:
        """What stands there; "" for nothing."""
        answer = self._session.get(path)
        return "" if answer.status_code == 404 else answer.raise_for_status().text

    def entries(self, calendar: str) -> list[str]:
        """The paths of what is in a calendar."""
        body = '<d:propfind xmlns:d="DAV:"><d:prop><d:getetag/></d:prop></d:propfind>'
        answer = self._session.request("PROPFIND", calendar, content=body, headers={"Depth": "1"}).raise_for_status()
        found = answer.text.split("<href>")[1:]
        return [one.partition("<")[0] for one in found if one.partition("<")[0].endswith(".ics")]

    def close(self) -> None:
        self._session.close()
