"""The whole `voice` role as a process of its own, with an rtpengine and phones on loopback."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from ringback.base.presence.models import Epoch
from ringback.channels.voice.models import CallEvent
from tests.integration.media.parts import Phone as Sound
from tests.servers.ports import free_udp_port
from tests.servers.rtpengine import Rtpengine
from tests.telephony import sipp
from tests.telephony.sipp import SippPhone
from tests.waiting import until


def database_url() -> str:
    """The test's own database, for a child process."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    found = connection.settings_dict
    return f"postgresql://{found['USER']}@{found['HOST']}:{found['PORT']}/{name}"


@dataclass
class VoiceProcess:
    """`ringback run voice` on the test's database."""

    media: Rtpengine | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    sip_port: int = field(default_factory=free_udp_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "VoiceProcess":
        """Run it, and return when it beats."""
        environment = os.environ | {
            "RINGBACK_DATA": str(settings.DATA_DIR),
            "RINGBACK_DATABASE_URL": database_url(),
            "RINGBACK_SIP_BIND": f"127.0.0.1:{self.sip_port}",
            "RINGBACK_RTPENGINE": f"127.0.0.1:{self.media.ng_port}" if self.media else "off",
            "RINGBACK_DTMF_BIND": f"127.0.0.1:{self.media.dtmf_port if self.media else 0}",
            **self.extra,
        }
        before = set(Epoch.objects.values_list("id", flat=True))
        with (Path(settings.DATA_DIR) / "voice.log").open("ab") as log:
            command = [sys.executable, "-m", "ringback", "run", "voice"]
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        new = Epoch.objects.filter(role="voice", beat__gt=0).exclude(id__in=before)
        until(lambda: self._alive() and new.exists(), 30)
        return self

    def _alive(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (Path(settings.DATA_DIR) / "voice.log").read_text()[-3000:]
        return True

    def serving(self) -> bool:
        """Whether it still takes new calls."""
        assert self.process is not None
        detail = Epoch.objects.filter(role="voice", process_id=self.process.pid).values_list("detail", flat=True)
        return not detail[0].get("draining")

    def kill(self) -> None:
        """As a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self, seconds: float = 20) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.kill()


def answering(
    folder: Path, sound: Sound | None = None, *, talk_milliseconds: int = 0, ring_milliseconds: int = 30, calls: int = 1
) -> SippPhone:
    """A phone that rings, answers, and hangs up itself after so long (0: waits for the BYE)."""
    sdp = sound.sdp().replace("\r\n", "\n") if sound is not None else sipp.SDP
    end = sipp.bye(talk_milliseconds) if talk_milliseconds else sipp.until_bye(sdp)
    return SippPhone(folder, sipp.invited(ring_milliseconds, sdp) + end, calls=calls)


def holding(folder: Path, *, hold_milliseconds: int) -> SippPhone:
    """A phone that answers, puts the call on hold, and hangs up after so long."""
    held = sipp.request("INVITE", 1, sipp.HELD) + sipp.receive_response(100) + sipp.receive_response(200)
    over = sipp.pause(hold_milliseconds) + sipp.request("BYE", 2) + sipp.receive_response(200)
    return SippPhone(folder, sipp.invited() + sipp.pause(300) + held + sipp.request("ACK", 1) + over)


def refusing(folder: Path, code: int, reason: str, calls: int = 1) -> SippPhone:
    """A phone that answers with a final error."""
    return SippPhone(folder, sipp.refuse(code, reason), calls=calls)


def ringing(folder: Path) -> SippPhone:
    """A phone that rings until it is cancelled."""
    return SippPhone(folder, sipp.rings_until_cancelled())


def join_sound(phone: SippPhone, sound: Sound) -> None:
    """Wait for the INVITE, and send the tone to where it points."""
    until(lambda: invites(phone) == 1, 20)
    (invite, *_) = [message for message in phone.messages() if message.lstrip().startswith("INVITE")]
    sound.talk_to(invite)


def invites(phone: SippPhone) -> int:
    """How many different calls have reached the phone."""
    found = set()
    for message in phone.messages():
        if message.lstrip().startswith("INVITE"):
            found |= {line for line in message.splitlines() if line.lower().startswith("call-id:")}
    return len(found)


def story() -> str:
    """Every call's timeline and what the voice process logged, for a test that has failed."""
    lines = [
        f"{event.call_id} {event.at.time()} {event.kind} {event.leg} {event.detail}"
        for event in CallEvent.objects.order_by("id")[:200]
    ]
    log = Path(settings.DATA_DIR) / "voice.log"
    return "\n".join([*lines, log.read_text()[-4000:] if log.exists() else "no log"])
