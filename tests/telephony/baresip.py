"""baresip as a phone: a whole one, with its own jitter buffer, codecs and a tone for a voice."""

import subprocess
from pathlib import Path

import numpy as np

from tests.servers.ports import free_udp_port
from tests.telephony.sound import Samples, tone, write_wav
from tests.waiting import until

VOICE_SECONDS = 20.0
HEADER_BYTES = 44
CONFIG = """poll_method epoll
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
audio_source aufile,{voice}
audio_player aubridge,{port}
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
module_tmp account.so
module_app menu.so
snd_path {folder}
"""


class BaresipPhone:
    """Answers by itself, speaks a sine of `hertz`, and keeps what it hears in a file."""

    def __init__(self, folder: Path, hertz: int) -> None:
        self.folder = folder / f"baresip-{hertz}"
        self.folder.mkdir()
        self.port = free_udp_port()
        self._hertz = hertz
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"sip:phone@127.0.0.1:{self.port}"

    def __enter__(self) -> "BaresipPhone":
        # Its own sine wants 48 kHz, which its G.711 does not take; a file at 8 kHz does as well.
        voice = write_wav(self.folder / "voice.wav", tone(self._hertz, VOICE_SECONDS))
        config = CONFIG.format(port=self.port, voice=voice, folder=self.folder)
        (self.folder / "config").write_text(config)
        (self.folder / "accounts").write_text(f"<{self.uri}>;regint=0;answermode=auto\n")
        (self.folder / "contacts").write_text("\n")
        with (self.folder / "log").open("wb") as log:
            command = ["baresip", "-f", str(self.folder)]
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wanted = f":{self.port:04X} "
        try:
            until(lambda: wanted in Path("/proc/net/udp").read_text())
        except AssertionError:
            self.hang_up()
            raise
        return self

    def hang_up(self) -> None:
        """Leave, with a BYE as a phone that is switched off properly sends it."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def vanish(self) -> None:
        """Be gone without a BYE, as a phone whose battery or network died."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    def heard(self) -> Samples:
        """All it has heard so far, at 8 kHz. The file's header is only completed when the call is over: skip it."""
        for path in sorted(self.folder.glob("dump-*-dec.wav")):
            sound = path.read_bytes()[HEADER_BYTES:]
            return np.frombuffer(sound[: len(sound) & ~1], np.int16)
        return np.zeros(0, np.int16)
