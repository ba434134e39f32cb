"""The demo phones as the real process, and the other end of their sound."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from ringback.project.demo.phone_rtp import Packet, unpack
from tests.waiting import until


@dataclass(frozen=True)
class Phones:
    """A running demo phones process, with its page's buttons."""

    sip_port: int
    url: str
    client: httpx.Client

    def phone(self, phone_id: str) -> dict[str, object]:
        """What the page shows of a phone; {} when it has none such."""
        phones = self.client.get("/phones").json()["phones"]
        return next((phone for phone in phones if phone["id"] == phone_id), {})

    def until(self, phone_id: str, **expected: object) -> dict[str, object]:
        """Wait for the phone to be as expected."""
        until(lambda: expected.items() <= self.phone(phone_id).items())
        return self.phone(phone_id)

    def rests(self, phone_id: str) -> bool:
        """Whether it is in no call."""
        return self.phone(phone_id)["state"] in ("idle", "ended")

    def push(self, phone_id: str, button: str, **wish: object) -> httpx.Response:
        """Press a button of the page."""
        return self.client.post(f"/phones/{quote(phone_id, safe='')}/{button}", json=wish)


class FarEnd:
    """The caller's RTP socket: the kernel keeps what arrives until the test reads it."""

    def __init__(self) -> None:
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(10)
        self.port: int = self.socket.getsockname()[1]

    def packets(self, count: int) -> list[Packet]:
        """The next `count` packets."""
        found: list[Packet] = []
        while len(found) < count:
            packet = unpack(self.socket.recv(2048))
            assert packet is not None
            found.append(packet)
        return found

    def words(self, count: int) -> bytes:
        """The sound of the next `count` packets."""
        return b"".join(packet.payload for packet in self.packets(count))

    def source(self) -> tuple[str, int]:
        """Where the phone sends from; takes one packet."""
        address: tuple[str, int] = self.socket.recvfrom(2048)[1]
        return address


def start(*options: str) -> tuple[subprocess.Popen[str], dict[str, object]]:
    """The process and its first line."""
    command = [sys.executable, "-m", "ringback.project.demo.phones", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())


@pytest.fixture(scope="session")
def process() -> Iterator[dict[str, object]]:
    running, ready = start("--public-origin", "http://shop.example:8000")
    with running:
        yield ready
        running.terminate()
        assert running.wait(20) == 0


@pytest.fixture
def phones(process: dict[str, object]) -> Iterator[Phones]:
    """The phones, all by hand at the start and nobody in a call at the end."""
    url = str(process["url"])
    with httpx.Client(base_url=url, timeout=20) as client:
        phones = Phones(int(str(process["sip_port"])), url, client)
        yield phones
        for phone in client.get("/phones").json()["phones"]:
            phones.push(phone["id"], "habit", mode="by_hand")
            until(partial(phones.rests, phone["id"]))


@pytest.fixture
def far_end() -> Iterator[FarEnd]:
    far_end = FarEnd()
    yield far_end
    far_end.socket.close()


@pytest.fixture
def other_far_end() -> Iterator[FarEnd]:
    far_end = FarEnd()
    yield far_end
    far_end.socket.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where `sipp` keeps its scenarios and complaints."""
    return tmp_path
