"""sipp as all the phones of a benchmark: they answer every call, and the visitor's hangs up."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ports import free_udp_port

SDP = """v=0
o=phone 1 1 IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP 0 101
a=rtpmap:0 PCMU/8000
a=rtpmap:101 telephone-event/8000"""
RESPONSE = """  <send{attributes}><![CDATA[
      SIP/2.0 {code}
      [last_Via:]
      [last_From:]
      [last_To:]{tag}
      [last_Call-ID:]
      [last_CSeq:]
      Contact: <sip:phone@[local_ip]:[local_port]>
{body}
  ]]></send>
"""
NO_BODY = "      Content-Length: 0\n"
REMEMBER = """<action>
    <ereg regexp="sip:[^&gt;;]+" search_in="hdr" header="Contact:" assign_to="peer"/>
    <ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>
    <ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>
  </action>"""
BYE = """  <send retrans="500"><![CDATA[
      BYE [$peer] SIP/2.0
      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
      From:[$to];tag=[pid]x[call_number]
      To:[$from]
      [last_Call-ID:]
      CSeq: 1 BYE
      Max-Forwards: 70
      Content-Length: 0

  ]]></send>
  <recv response="200"/>
  <Reference variables="peer,from,to"/>
"""


@dataclass
class Phones:
    """A running sipp that plays all phones of one role."""

    port: int
    process: subprocess.Popen[bytes]
    statistics: Path
    messages: Path

    def stop(self) -> None:
        """End sipp, so that what it writes is whole."""
        self.process.send_signal(signal.SIGUSR1)
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def retransmissions(self) -> int:
        """How often the phones sent something again; after `stop`."""
        lines = self.statistics.read_text().splitlines()
        names, last = lines[0].split(";"), lines[-1].split(";")
        return int(dict(zip(names, last, strict=False)).get("Retransmissions(C)", 0))

    def invites(self) -> dict[str, float]:
        """When the first INVITE of each call arrived, in epoch seconds, by the first 32 digits of its Call-ID.

        A re-INVITE or a retransmission is later and does not count. Needs messages that were noted.
        """
        seen: dict[str, float] = {}
        for line in self.messages.read_text(errors="replace").splitlines():
            found = _received_invite(line.split("\t"))
            if found is not None:
                seen.setdefault(*found)
        return seen


def _received_invite(words: list[str]) -> tuple[str, float] | None:
    """A line of sipp's short trace: date, time, epoch seconds, R or S, Call-ID, CSeq, first line."""
    if len(words) < 7 or words[3] != "R" or not words[6].startswith("INVITE"):
        return None
    return words[4][:32], float(words[2])


@contextlib.contextmanager
def phones(folder: Path, role: str, *, noted: bool = False) -> Iterator[Phones]:
    """Run sipp as all phones of that role ("agent" or "visitor"), with each message `noted` or with figures only."""
    port, scenario = free_udp_port(), folder / f"{role}.xml"
    scenario.write_text(_scenario(role))
    figures, messages = folder / f"{role}-{port}.csv", folder / f"{role}-{port}.log"
    command = ["sipp", "-sf", str(scenario), "-i", "127.0.0.1", "-p", str(port), "-nostdin", "-skip_rlimit"]
    command += ["-buff_size", "4000000", "-timer_resol", "1"]
    if noted:
        command += ["-trace_shortmsg", "-shortmessage_file", str(messages)]
    else:
        command += ["-trace_stat", "-stf", str(figures), "-fd", "1"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=folder
    )
    deadline = time.monotonic() + 10
    while f":{port:04X} " not in Path(f"/proc/{process.pid}/net/udp").read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("sipp does not run; install the package sip-tester")
    try:
        yield Phones(port, process, figures, messages)
    finally:
        process.kill()
        process.wait()


def _respond(code: str, port: int = 0, tag: bool = True, sure: bool = False) -> str:
    described = "".join(f"      {line}\n" for line in SDP.format(port=port).splitlines())
    body = f"      Content-Type: application/sdp\n      Content-Length: [len]\n\n{described}" if port else NO_BODY
    return RESPONSE.format(
        attributes=' retrans="500"' if sure else "",
        code=code,
        tag=";tag=[pid]x[call_number]" if tag else "",
        body=body,
    )


def _scenario(role: str) -> str:
    invited = f'  <recv request="INVITE">{REMEMBER if role == "visitor" else ""}</recv>\n'
    steps = invited + _respond("180 Ringing") + _respond("200 OK", 4000, sure=True) + '  <recv request="ACK"/>\n'
    if role == "visitor":
        # The join is a re-INVITE to the agent; the visitor leaves it time to be done.
        steps += '  <pause milliseconds="200"/>\n' + BYE
    else:
        steps += '  <recv request="INVITE"/>\n' + _respond("200 OK", 4000, tag=False, sure=True)
        steps += '  <recv request="ACK"/>\n  <recv request="BYE"/>\n' + _respond("200 OK", tag=False)
    return f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario>\n{steps}</scenario>\n'
