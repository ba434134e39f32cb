"""What telephony tests share: a house with an engine, sipp phones, and a real rtpengine."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ringback.channels.voice import media_server
from ringback.channels.voice.engine.media import MediaConfig
from tests.telephony.house import House
from tests.telephony.sipp import SippPhone, free_port
from tests.waiting import until

RTP_FIRST = 36000
RTP_EACH = 200


@pytest.fixture
def house() -> Iterator[House]:
    house = House()
    yield house
    house.stop()


@pytest.fixture
def phone(tmp_path: Path) -> Iterator[Callable[..., SippPhone]]:
    """Start a sipp phone with these steps."""
    phones: list[SippPhone] = []

    def start(steps: str, **options: object) -> SippPhone:
        made = SippPhone(tmp_path, steps, **options)  # type: ignore[arg-type]
        phones.append(made)
        return made.start()

    yield start
    for made in phones:
        made.stop()


class MediaServer:
    """A real rtpengine on ports of its own, in a folder that its own user may enter."""

    def __init__(self, number: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="rtpengine-"))
        self.folder.chmod(0o755)
        self.config = MediaConfig("127.0.0.1", free_port(), free_port(), str(self.folder / "spool"))
        first = RTP_FIRST + number * RTP_EACH
        self._file = media_server.write_config(
            self.folder,
            "127.0.0.1",
            self.config.ng_port,
            self.config.dtmf_port,
            (first, first + RTP_EACH - 1),
            self.folder / "spool",
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(media_server.command(self._file), stdout=log, stderr=log)
        wanted = f":{self.config.ng_port:04X} "
        until(lambda: wanted in Path("/proc/net/udp").read_text())

    def kill(self) -> None:
        """As a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """As a machine out of memory would: it is there, and does not answer."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def worker_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture
def rtpengine(worker_number: int) -> Iterator[MediaServer]:
    server = MediaServer(worker_number)
    server.start()
    yield server
    server.close()
