"""sipp phones that answer every call, and the instant each INVITE reached them."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.engine_setups import _free_port, _scenario


@dataclass
class Phones:
    """A running sipp. `invites` maps the call's id (the first 32 digits of the Call-ID) to epoch seconds."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]
    seen: dict[str, float] = field(default_factory=dict)

    def stop(self) -> None:
        """End sipp, so that its log is whole."""
        self.process.send_signal(signal.SIGUSR1)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def invites(self) -> dict[str, float]:
        """First INVITE of each call; a re-INVITE or a retransmission is later and does not count."""
        for line in self.log.read_text(errors="replace").splitlines():
            words = line.split("\t")
            found = _received_invite(words)
            if found is not None and found[0] not in self.seen:
                self.seen[found[0]] = found[1]
        return self.seen


def _received_invite(words: list[str]) -> tuple[str, float] | None:
    """A line of sipp's short trace: date, time, epoch seconds, R or S, Call-ID, CSeq, first line."""
    if len(words) < 7 or words[3] != "R" or not words[6].startswith("INVITE"):
        return None
    return words[4][:32], float(words[2])


@contextlib.contextmanager
def phones(folder: Path, role: str) -> Iterator[Phones]:
    """Run sipp as all phones of that role ("agent" or "visitor")."""
    port, scenario = _free_port(), folder / f"{role}.xml"
    scenario.write_text(_scenario(role))
    log = folder / f"{role}-{port}.log"
    command = ["sipp", "-sf", str(scenario), "-i", "127.0.0.1", "-p", str(port), "-nostdin", "-skip_rlimit"]
    command += ["-trace_shortmsg", "-shortmessage_file", str(log), "-buff_size", "4000000", "-timer_resol", "1"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder
    )
    deadline = time.monotonic() + 10
    while f":{port:04X} " not in Path(f"/proc/{process.pid}/net/udp").read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("sipp does not run; install the package sip-tester")
    try:
        yield Phones(port, log, process)
    finally:
        process.kill()
        process.wait()
