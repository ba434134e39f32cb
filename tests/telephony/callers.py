"""sipp as somebody who calls us: what a caller's phone sends, and the process that plays it."""

from pathlib import Path

from tests.telephony.sipp import SDP, SippPhone, receive, receive_response

_IN_DIALOG = """      From: <sip:{caller}@127.0.0.1:[local_port]>;tag=[pid]SIPp[call_number]
      To: <sip:{dialled}@[remote_ip]:[remote_port]>[peer_tag_param]
      Call-ID: [call_id]
      CSeq: {number} {method}
      Max-Forwards: 70
      Contact: <sip:{caller}@[local_ip]:[local_port]>
"""


def _request(method: str, caller: str, dialled: str, number: int, more: str = "", sdp: str | None = None) -> str:
    uri = f"sip:{dialled}@[remote_ip]:[remote_port]"
    body = "      Content-Length: 0\n"
    if sdp:
        described = "".join(f"      {line}\n" for line in sdp.splitlines())
        body = f"      Content-Type: application/sdp\n      Content-Length: [len]\n\n{described}"
    again = ' retrans="500"' if method != "ACK" else ""
    head = _IN_DIALOG.format(caller=caller, dialled=dialled, number=number, method=method)
    return (
        f"  <send{again}><![CDATA[\n      {method} {uri} SIP/2.0\n"
        f"      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]\n{head}{more}{body}\n  ]]></send>\n"
    )


def calls(caller: str, dialled: str, sdp: str = SDP, more: str = "") -> str:
    """Send the INVITE and hear that it rings. `more`: further header lines."""
    return (
        _request("INVITE", caller, dialled, 1, more, sdp) + receive_response(100, optional=True) + receive_response(180)
    )


def is_answered(caller: str, dialled: str) -> str:
    """Take the 200."""
    return '  <recv response="200" rrs="true" crlf="true"></recv>\n' + _request("ACK", caller, dialled, 1)


def hangs_up(caller: str, dialled: str, after_milliseconds: int = 300) -> str:
    pause = f'  <pause milliseconds="{after_milliseconds}"/>\n'
    return pause + _request("BYE", caller, dialled, 2) + receive_response(200)


def is_hung_up() -> str:
    """Wait for our BYE."""
    return (
        receive("BYE")
        + "  <send><![CDATA[\n      SIP/2.0 200 OK\n      [last_Via:]\n      [last_From:]\n      [last_To:]\n"
        "      [last_Call-ID:]\n      [last_CSeq:]\n      Content-Length: 0\n\n  ]]></send>\n"
    )


def gives_up(caller: str, dialled: str, after_milliseconds: int = 300) -> str:
    """CANCEL while it rings, and take the 487."""
    cancel = (
        f"  <send><![CDATA[\n      CANCEL sip:{dialled}@[remote_ip]:[remote_port] SIP/2.0\n"
        "      Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch-4]\n"
        f"      From: <sip:{caller}@127.0.0.1:[local_port]>;tag=[pid]SIPp[call_number]\n"
        f"      To: <sip:{dialled}@[remote_ip]:[remote_port]>\n      Call-ID: [call_id]\n      CSeq: 1 CANCEL\n"
        "      Max-Forwards: 70\n      Content-Length: 0\n\n  ]]></send>\n"
    )
    pause = f'  <pause milliseconds="{after_milliseconds}"/>\n'
    return pause + cancel + receive_response(200) + receive_response(487) + _request("ACK", caller, dialled, 1)


def is_refused(caller: str, dialled: str, code: int, sdp: str = SDP) -> str:
    """Send the INVITE and be turned away at once."""
    return (
        _request("INVITE", caller, dialled, 1, "", sdp)
        + receive_response(100, optional=True)
        + receive_response(code)
        + _request("ACK", caller, dialled, 1)
    )


def caller_phone(folder: Path, steps: str, port: int, calls: int = 1) -> SippPhone:
    """A phone that calls the engine at that port once it is started."""
    return SippPhone(folder, steps, calls=calls, options=(f"127.0.0.1:{port}",))


def is_turned_away(caller: str, dialled: str, code: int) -> str:
    """After it rang, hear that nobody takes the call."""
    return receive_response(code) + _request("ACK", caller, dialled, 1)
