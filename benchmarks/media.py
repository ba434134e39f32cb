"""What recorded conversations cost: bridged by rtpengine, sound both ways, recordings converted, nothing lost."""

import argparse
import json
import os
import re
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ringback.channels.voice import media_server
from ringback.channels.voice.engine.media import placeholder_sdp
from ringback.channels.voice.recordings.convert import RecordingFacts
from ringback.channels.voice.recordings.spool import discard
from ringback.channels.voice.recordings.worker import Converter
from tests.integration.media.parts import Connected
from tests.servers.rtpengine import HOST

LIMIT_THOUSANDTHS = 3.0
SOFT_SWITCH_THOUSANDTHS = 10.0
PHONE_PROCESSES = 2
FIRST_PORT, LAST_PORT = 20_000, 31_999
METHOD = """\
Method: {calls} conversations of {seconds:g} s at the same time. MediaPlane is driven directly (offer, answer, offer,
answer, start recording, delete), without SIP, through an rtpengine of our own in user space (no kernel module).
{phones} phones in {processes} processes of their own send and count PCMU frames of 20 ms both ways; their cost is not
counted. Counted, over the time talked: all CPU of rtpengine, of this process (the plane), and of the converter that
turns every recording into stereo FLAC in a process of its own. Lost: sent but not heard by the other side, or sent
but not in the recording. Limit: {limit:g} thousandths of a core a recorded call; a well-known C soft switch takes
{other:g}."""


@dataclass
class Call:
    """One conversation: two phones, and afterwards its recording."""

    call_id: str
    agent: int  # the phones' own ports
    visitor: int
    agent_target: int = 0  # rtpengine's ports towards them
    visitor_target: int = 0
    pcap: Path | None = None
    facts: RecordingFacts | None = None


class Media(Connected):
    """rtpengine, and the plane connected to it."""

    def __init__(self) -> None:
        super().__init__(ports=(FIRST_PORT, LAST_PORT))
        self.start()
        self.wait_for("back")

    def cpu_seconds(self) -> float:
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Phones:
    """The processes that talk."""

    def __init__(self, count: int) -> None:
        shares = [count // PHONE_PROCESSES + (n < count % PHONE_PROCESSES) for n in range(PHONE_PROCESSES)]
        command = [sys.executable, "-m", "benchmarks._rtp_phones"]
        self._processes = [
            subprocess.Popen([*command, str(share)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for share in shares
            if share
        ]
        self.ports: list[list[int]] = [self._hear(process) for process in self._processes]

    def connect(self, targets: dict[int, int]) -> None:
        """From each phone's port to rtpengine's towards it."""
        for process, ports in zip(self._processes, self.ports, strict=True):
            self._tell(process, [targets[port] for port in ports])
        for process in self._processes:
            self._hear(process)

    def converse(self, seconds: float) -> dict[int, tuple[int, int]]:
        """Talk; packets sent and heard by each phone's port."""
        for process in self._processes:
            self._tell(process, seconds)
        counts: dict[int, tuple[int, int]] = {}
        for process, ports in zip(self._processes, self.ports, strict=True):
            counts.update(zip(ports, map(tuple, self._hear(process)), strict=True))
        return counts

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()

    @staticmethod
    def _tell(process: subprocess.Popen[str], what: object) -> None:
        assert process.stdin is not None
        process.stdin.write(json.dumps(what) + "\n")
        process.stdin.flush()

    @staticmethod
    def _hear(process: subprocess.Popen[str]) -> Any:
        assert process.stdout is not None
        return json.loads(process.stdout.readline())


def phone_sdp(port: int) -> str:
    return (
        f"v=0\r\no=- 1 1 IN IP4 {HOST}\r\ns=-\r\nc=IN IP4 {HOST}\r\nt=0 0\r\nm=audio {port} RTP/AVP 0 101\r\n"
        "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n"
    )


def sound_port(answer: dict[str, Any]) -> int:
    found = re.search(r"^m=audio (\d+)", answer["sdp"], re.M)
    assert found is not None
    return int(found[1])


def set_up(media: Media, call: Call) -> None:
    """The order of a real call: the agent against a placeholder, then the visitor, then the recording."""
    ask, plane, call_id = media.ask, media.plane, call.call_id
    call.agent_target = sound_port(ask(plane.offer, call_id, "V", placeholder_sdp(HOST)))
    ask(plane.answer, call_id, "V", "M", phone_sdp(call.agent))
    codecs = ("PCMA", "PCMU")
    offered = ask(plane.offer, call_id, "M", phone_sdp(call.agent), to_tag="V", transcode=codecs)
    call.visitor_target = sound_port(offered)
    ask(plane.answer, call_id, "M", "V", phone_sdp(call.visitor))
    call.pcap = Path(ask(plane.start_recording, call_id, "benchmark:yes")["path"])


def convert(converter: Converter, folder: Path, calls: list[Call]) -> None:
    for call in calls:
        assert call.pcap is not None
        out = folder / f"{call.call_id}.flac"
        call.facts = converter.convert(call.pcap, out)
        out.unlink()
        discard(call.pcap)


def lost(calls: list[Call], counts: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Packets that did not reach the other phone, and packets that did not reach the recording."""
    unheard = unrecorded = 0
    for call in calls:
        assert call.facts is not None
        (agent_sent, agent_heard), (visitor_sent, visitor_heard) = counts[call.agent], counts[call.visitor]
        unheard += (agent_sent - visitor_heard) + (visitor_sent - agent_heard)
        unrecorded += agent_sent - call.facts.agent_packets + visitor_sent - call.facts.visitor_packets
    return unheard, unrecorded


def measure(calls_wanted: int, seconds: float) -> dict[str, float]:
    media, phones, converter = Media(), Phones(2 * calls_wanted), Converter()
    try:
        ports = [port for share in phones.ports for port in share]
        pairs = zip(ports[::2], ports[1::2], strict=True)
        calls = [Call(secrets.token_hex(16), agent, visitor) for agent, visitor in pairs]
        rtpengine_before, own_before = media.cpu_seconds(), time.process_time()
        for call in calls:
            set_up(media, call)
        targets = {call.agent: call.agent_target for call in calls}
        phones.connect(targets | {call.visitor: call.visitor_target for call in calls})
        counts = phones.converse(seconds)
        for call in calls:
            media.ask(media.plane.delete, call.call_id)
        rtpengine = media.cpu_seconds() - rtpengine_before
        convert(converter, media.folder, calls)
        own = time.process_time() - own_before
    finally:
        converter.close()
        phones.close()
        media.close()
    unheard, unrecorded = lost(calls, counts)
    print(f"rtpengine {rtpengine:.2f} s, plane {own:.2f} s, converter {converter.cpu_seconds:.2f} s of CPU")
    print(
        f"lost: {unheard} packets not heard, {unrecorded} not recorded, of {sum(sent for sent, _ in counts.values())}"
    )
    return {
        "calls": calls_wanted,
        "recorded": sum(call.facts is not None and call.facts.complete for call in calls),
        "rtpengine_cores": round(rtpengine / seconds, 4),
        "voice_cores": round((own + converter.cpu_seconds) / seconds, 4),
        "lost_packets": unheard + unrecorded,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    if not media_server.available():
        raise SystemExit("rtpengine is not installed: nothing to measure")
    print(
        METHOD.format(
            calls=options.calls,
            seconds=options.seconds,
            phones=2 * options.calls,
            processes=PHONE_PROCESSES,
            limit=LIMIT_THOUSANDTHS,
            other=SOFT_SWITCH_THOUSANDTHS,
        )
    )
    figures = measure(options.calls, options.seconds)
    each = (figures["rtpengine_cores"] + figures["voice_cores"]) * 1000 / figures["calls"]
    verdict = "within" if each < LIMIT_THOUSANDTHS and figures["lost_packets"] == 0 else "NOT within"
    print(
        f"{each:.2f} thousandths of a core a recorded call: {each / SOFT_SWITCH_THOUSANDTHS:.2f} times the soft"
        f" switch's {SOFT_SWITCH_THOUSANDTHS:g}; {figures['lost_packets']} packets lost: {verdict} the limit"
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
