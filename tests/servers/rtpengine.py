"""A real rtpengine on ports of its own, which can be killed, frozen and started again."""

import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from ringback.channels.voice import media_server
from ringback.channels.voice.engine.media import MediaConfig
from tests.servers.ports import RtpPorts, free_udp_port
from tests.waiting import until

HOST = "127.0.0.1"


class Rtpengine:
    """rtpengine with its settings and its log in `folder`, recording into `spool`, or else into a folder of `folder`.

    Without a `folder` it makes one that `close` removes. `ports` are for RTP: first and last.
    """

    def __init__(
        self, folder: Path | None = None, spool: Path | None = None, ports: tuple[int, int] | None = None
    ) -> None:
        self._after = ExitStack()
        if folder is None:
            folder = Path(tempfile.mkdtemp(prefix="ringback-media-"))
            self._after.callback(shutil.rmtree, folder, ignore_errors=True)
        if ports is None:
            claimed = RtpPorts()
            self._after.callback(claimed.release)
            ports = claimed.first, claimed.last
        self.folder, self.spool = folder, spool or folder / "spool"
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o711)  # rtpengine runs as a user of its own, who has to get to its settings and its spool
        self.ng_port, self.dtmf_port = free_udp_port(), free_udp_port()
        self.settings = media_server.write_config(self.folder, HOST, self.ng_port, self.dtmf_port, ports, self.spool)
        self.config = MediaConfig(HOST, self.ng_port, self.dtmf_port, str(self.spool))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Run it, and return when it can be asked."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(media_server.command(self.settings), stdout=log, stderr=log)
        wanted = f":{self.ng_port:04X} "
        until(lambda: wanted in Path("/proc/net/udp").read_text())
        return self

    def kill(self) -> None:
        """As a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def freeze(self) -> None:
        """As a machine out of memory would: it is there, and does not answer."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on where it stood."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.kill()
        self._after.close()
