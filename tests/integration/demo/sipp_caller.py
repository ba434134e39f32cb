"""A real `sipp` as the one who calls a demo phone: its scenario put together from named steps."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_HEAD = '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<scenario name="demo phones">\n'
_COMMON = """Via: SIP/2.0/[transport] [local_ip]:[local_port];branch={branch}
From: "Demo Shop" &lt;sip:ringback@[local_ip]:[local_port]&gt;;tag=[call_number]
To: &lt;sip:[service]@[remote_ip]:[remote_port]&gt;{tag}
Call-ID: [call_id]
CSeq: {cseq}
Contact: &lt;sip:ringback@[local_ip]:[local_port]{contact}&gt;
Max-Forwards: 70
"""
_SDP = """v=0
o=caller 1 {version} IN IP4 127.0.0.1
s=-
c=IN IP4 127.0.0.1
t=0 0
m=audio {port} RTP/AVP {types}
a=rtpmap:101 telephone-event/8000
a={direction}
"""


# The INVITE, its CANCEL and the ACK of its failure are one transaction, so they share a branch.
_FIRST = "z9hG4bK-first-[call_number]-[pid]"


def _request(method: str, cseq: str, body: str = "", branch: str = "[branch]", contact: str = "") -> str:
    tag = "" if cseq.startswith("1 ") and method in ("INVITE", "CANCEL") else "[peer_tag_param]"
    head = _COMMON.format(branch=branch, tag=tag, cseq=cseq, contact=contact)
    kind = "Content-Type: application/sdp\n" if body else ""
    retransmit = "" if method == "ACK" else ' retrans="500"'
    line = f"{method} sip:[service]@[remote_ip]:[remote_port] SIP/2.0"
    text = f"{line}\n{head}{kind}Content-Length: [len]\n\n{body}"
    return f"<send{retransmit}><![CDATA[\n{text.replace('&lt;', '<').replace('&gt;', '>')}]]></send>\n"


def sdp(port: int, version: int = 1, direction: str = "sendrecv", types: str = "0 8 101") -> str:
    """An offer of G.711 and key presses, with the sound wanted at `port`."""
    return _SDP.format(port=port, version=version, direction=direction, types=types)


def invite(body: str, contact: str = "") -> str:
    """INVITE with `body` as its SDP ("" for none); `contact` are parameters of the Contact's address."""
    return _request("INVITE", "1 INVITE", body, _FIRST, contact) + '<recv response="100" optional="true"/>\n'


def reinvite(body: str) -> str:
    """INVITE within the dialog, its answer expected and acknowledged."""
    send = _request("INVITE", "2 INVITE", body) + '<recv response="100" optional="true"/>\n'
    return send + expect(200) + _request("ACK", "2 ACK")


def expect(code: int) -> str:
    """Wait for this response."""
    return f'<recv response="{code}"/>\n'


def ack(body: str = "") -> str:
    """Acknowledge a 200."""
    return _request("ACK", "1 ACK", body)


def refused(code: int) -> str:
    """Wait for this final response and acknowledge it as part of the INVITE's transaction."""
    return expect(code) + _request("ACK", "1 ACK", branch=_FIRST)


def cancel() -> str:
    """CANCEL the INVITE before it; it ends with 487."""
    send = _request("CANCEL", "1 CANCEL", branch=_FIRST)
    return send + expect(200) + refused(487)


def bye() -> str:
    """Hang up."""
    return _request("BYE", "3 BYE") + expect(200)


def hung_up_on() -> str:
    """Wait for the BYE of the phone, and say yes to it."""
    answer = (
        "SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0\n\n"
    )
    return f'<recv request="BYE"/>\n<send><![CDATA[\n{answer}]]></send>\n'


def talk(milliseconds: int) -> str:
    """Let the conversation last."""
    return f'<pause milliseconds="{milliseconds}"/>\n'


@contextmanager
def calling(folder: Path, user: str, sip_port: int, *steps: str) -> Iterator[subprocess.Popen[bytes]]:
    """`sipp` calling `user`, going through `steps`; killed at the end of the block if still there."""
    scenario = folder / f"{user.strip('+')}-{len(list(folder.iterdir()))}.xml"
    scenario.write_text(_HEAD + "".join(steps) + "</scenario>\n")
    command = ["sipp", "-sf", str(scenario), "-m", "1", "-i", "127.0.0.1", "-s", user, "-nostdin"]
    command += ["-timeout", "40s", "-timeout_error", "-trace_err", "-error_file", str(scenario) + ".err"]
    process = subprocess.Popen(
        [*command, f"127.0.0.1:{sip_port}"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def went_well(process: subprocess.Popen[bytes], folder: Path) -> bool:
    """Whether `sipp` saw exactly what its scenario expects; its complaints are in the failure otherwise."""
    code = process.wait(timeout=40)
    assert code == 0, "".join(path.read_text() for path in folder.glob("*.err"))
    return True
