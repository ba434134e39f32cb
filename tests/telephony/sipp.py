"""sipp as a phone: scenarios put together from steps, and the process that plays one."""

import itertools
import re
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.ports import free_udp_port
from tests.waiting import until

_numbers = itertools.count(1)

SDP = """v=0
o=phone 1 [VERSION] IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio [MEDIA] RTP/AVP 0 8 101
a=rtpmap:0 PCMU/8000
a=rtpmap:8 PCMA/8000
a=rtpmap:101 telephone-event/8000
a=sendrecv
"""
HELD = SDP.replace("sendrecv", "sendonly")
MIRRORED = """      [last_Via:]
      [last_From:]
      [last_To:];tag=[pid]SIPp[call_number]
      [last_Call-ID:]
      [last_CSeq:]
"""


def free_media_port() -> int:
    """An even UDP port whose next two neighbours are free as well."""
    while True:
        port = free_udp_port() & ~1
        try:
            for offset in range(4):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        return port


def respond(
    code: int, reason: str, sdp: str | None = None, extra: str = "", contact: str | None = None, retrans: bool = False
) -> str:
    """A response to the request received last. `contact` defaults to the phone's own address."""
    target = contact or "<sip:phone@[local_ip]:[local_port]>"
    body = (
        f"      Content-Type: application/sdp\n      Content-Length: [len]\n\n{_indent(sdp)}"
        if sdp
        else ("      Content-Length: 0\n")
    )
    mirrored = MIRRORED if code != 100 else MIRRORED.replace(";tag=[pid]SIPp[call_number]", "")
    again = ' retrans="500"' if retrans else ""
    return (
        f"  <send{again}><![CDATA[\n      SIP/2.0 {code} {reason}\n{mirrored}"
        f"      [last_Record-Route:]\n      Contact: {target}\n{extra}{body}\n  ]]></send>\n"
    )


def confirm(sdp: str | None = None) -> str:
    """200 to an in-dialog request, whose To carries our tag already."""
    body = (
        f"      Content-Type: application/sdp\n      Content-Length: [len]\n\n{_indent(sdp)}"
        if sdp
        else ("      Content-Length: 0\n")
    )
    kept = MIRRORED.replace(";tag=[pid]SIPp[call_number]", "")
    contact = "      Contact: <sip:phone@[local_ip]:[local_port]>\n" if sdp else ""
    return f"  <send><![CDATA[\n      SIP/2.0 200 OK\n{kept}{contact}{body}\n  ]]></send>\n"


def receive(method: str, optional: bool = False, timeout: int = 0, more: str = "") -> str:
    """Wait for a request."""
    attributes = ' optional="true"' if optional else ""
    if timeout:
        attributes += f' timeout="{timeout}"'
    rrs = ' rrs="true"' if method == "INVITE" else ""
    return f'  <recv request="{method}" crlf="true"{attributes}{rrs}>{more}</recv>\n'


def receive_response(code: int, optional: bool = False) -> str:
    attributes = ' optional="true"' if optional else ""
    return f'  <recv response="{code}" crlf="true"{attributes}></recv>\n'


def pause(milliseconds: int) -> str:
    return f'  <pause milliseconds="{milliseconds}"/>\n'


REMEMBER = (
    "<action>"
    '<ereg regexp="sip:[^&gt;;]+" search_in="hdr" header="Contact:" assign_to="peer"/>'
    '<ereg regexp=".*" search_in="hdr" header="From:" assign_to="from"/>'
    '<ereg regexp=".*" search_in="hdr" header="To:" assign_to="to"/>'
    "</action>"
)


NUMBER = '<action><ereg regexp="[0-9]+" search_in="hdr" header="CSeq:" assign_to="number"/></action>'


def request(method: str, cseq: int, sdp: str | None = None) -> str:
    """An in-dialog request of the phone; the INVITE must have been received with `REMEMBER`."""
    body = (
        f"      Content-Type: application/sdp\n      Content-Length: [len]\n\n{_indent(sdp)}"
        if sdp
        else ("      Content-Length: 0\n")
    )
    again = ' retrans="500"' if method != "ACK" else ""
    return (
        f"  <send{again}><![CDATA[\n      {method} [$peer] SIP/2.0\n"
        "      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\n"
        "      From:[$to];tag=[pid]SIPp[call_number]\n      To:[$from]\n"
        f"      [last_Call-ID:]\n      CSeq: {cseq} {method}\n      Max-Forwards: 70\n"
        f"      Contact: <sip:phone@[local_ip]:[local_port]>\n{body}\n  ]]></send>\n"
    )


def invited(ring_milliseconds: int = 30, sdp: str = SDP) -> str:
    """Take the INVITE, ring, answer."""
    return (
        receive("INVITE", more=REMEMBER)
        + respond(180, "Ringing")
        + pause(ring_milliseconds)
        + respond(200, "OK", sdp, retrans=True)
        + receive("ACK")
    )


def until_bye(sdp: str = SDP) -> str:
    """Answer every re-INVITE, and the BYE that ends the call."""
    return (
        '  <label id="1"/>\n'
        '  <recv request="INVITE" optional="true" next="2"></recv>\n'
        '  <recv request="BYE" next="3"></recv>\n'
        '  <label id="2"/>\n'
        + confirm(sdp)
        + '  <recv request="ACK" next="1"></recv>\n'
        + '  <label id="3"/>\n'
        + confirm()
    )


def bye(after_milliseconds: int = 300) -> str:
    """Hang up after that long."""
    return pause(after_milliseconds) + request("BYE", 1) + receive_response(200)


def joined_then_bye(after_milliseconds: int = 300) -> str:
    """What an agent's phone that hangs up sees without a media server: the join, and then its own BYE."""
    return '  <recv request="INVITE"></recv>\n' + confirm(SDP) + receive("ACK") + bye(after_milliseconds)


def refuse(code: int, reason: str, extra: str = "", contact: str | None = None) -> str:
    """Take the INVITE and refuse it."""
    return receive("INVITE") + respond(code, reason, extra=extra, contact=contact) + receive("ACK")


def rings_until_cancelled() -> str:
    """Ring, and take the CANCEL."""
    invite_again = (
        "  <send><![CDATA[\n      SIP/2.0 487 Request Terminated\n      [last_Via:]\n      [last_From:]\n"
        "      [last_To:];tag=[pid]SIPp[call_number]\n      [last_Call-ID:]\n      CSeq: [$number] INVITE\n"
        "      Content-Length: 0\n\n  ]]></send>\n"
    )
    return (
        receive("INVITE", more=NUMBER)
        + respond(180, "Ringing")
        + receive("CANCEL")
        + confirm()
        + invite_again
        + receive("ACK")
        + '  <Reference variables="number"/>\n'
    )


def _indent(text: str | None) -> str:
    return "".join(f"      {line}\n" for line in (text or "").splitlines())


@dataclass
class SippPhone:
    """A sipp process on a port of its own that plays `steps` for each call it gets."""

    folder: Path
    steps: str
    calls: int = 1
    media_port: int = 0
    echo: bool = False
    options: tuple[str, ...] = ()
    port: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> "SippPhone":
        """Run it, and return when its port is open."""
        number = next(_numbers)
        self.port = self.port or free_udp_port()
        # sipp binds a media port itself; when a handset has the one in the description, it gets another.
        own_media = free_media_port()
        self.media_port = self.media_port or own_media
        scenario = self.folder / f"phone{number}.xml"
        steps = self.steps.replace("[MEDIA]", str(self.media_port))
        for version in itertools.count(1):
            if "[VERSION]" not in steps:
                break
            steps = steps.replace("[VERSION]", str(version), 1)
        declared = (
            '  <Reference variables="peer,from,to"/>\n' if "$peer" in steps or 'assign_to="peer"' in steps else ""
        )
        scenario.write_text(f'<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario>\n{steps}{declared}</scenario>\n')
        self._log = self.folder / f"phone{number}.log"
        command = ["sipp", "-sf", str(scenario), "-i", "127.0.0.1", "-p", str(self.port), "-m", str(self.calls)]
        command += ["-mi", "127.0.0.1", "-mp", str(own_media), "-nostdin", "-nd", "-skip_rlimit"]
        command += [
            "-trace_msg",
            "-message_file",
            str(self._log),
            *(("-rtp_echo",) if self.echo else ()),
            *self.options,
        ]
        with (self.folder / f"phone{number}.out").open("wb") as output:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self.folder
            )
        until(self._listens, 10)
        return self

    def _listens(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "sipp did not start"
        wanted = f":{self.port:04X} "
        return wanted in Path(f"/proc/{self.process.pid}/net/udp").read_text()

    def __enter__(self) -> "SippPhone":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def finished(self) -> bool:
        """Whether every call of the scenario went as written, to its end."""
        assert self.process is not None
        return self.process.poll() == 0

    @property
    def uri(self) -> str:
        return f"sip:phone@127.0.0.1:{self.port}"

    def messages(self, sent: bool = False) -> list[str]:
        """What it received (or sent), in order, each as text."""
        if not self._log.exists():
            return []
        text = self._log.read_text(errors="replace").replace("\r", "")
        word = "sent" if sent else "received"
        parts = re.split(r"^-{20,}.*$", text, flags=re.MULTILINE)
        return [part.split("\n\n", 1)[1] if "\n\n" in part else part for part in parts if f"message {word}" in part]

    def methods(self) -> list[str]:
        """The first words of what it received: methods, and `SIP/2.0` with the code."""
        firsts = [message.lstrip().splitlines()[0] for message in self.messages() if message.strip()]
        return [first.split()[0] if not first.startswith("SIP") else first.split()[1] for first in firsts]
