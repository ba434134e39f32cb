"""Session descriptions as strings: the few questions the engine has about them."""

from itertools import count

_DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
_ANSWERS = {"sendrecv": "sendrecv", "sendonly": "recvonly", "recvonly": "sendonly", "inactive": "inactive"}
_versions = count(1)


def direction(sdp: str) -> str:
    """Which way sound may flow, as the description's owner sees it."""
    for line in sdp.splitlines():
        if line.startswith("a=") and line[2:].strip() in _DIRECTIONS:
            return line[2:].strip()
    return "inactive" if "c=IN IP4 0.0.0.0" in sdp else "sendrecv"


def holds(sdp: str) -> bool:
    """True when the description puts the other side on hold."""
    return direction(sdp) in ("sendonly", "inactive")


def answering(offer: str, sdp: str) -> str:
    """`sdp` with the direction that answers `offer` (RFC 3264 section 6.1)."""
    lines = [line for line in sdp.splitlines() if line[2:].strip() not in _DIRECTIONS]
    return "\r\n".join([*lines, f"a={_ANSWERS[direction(offer)]}", ""])


def target(sdp: str) -> tuple[str, ...]:
    """Where the sound goes: the connection and audio lines, to see whether two descriptions point to one place."""
    wanted = [line.strip() for line in sdp.splitlines() if line.startswith(("c=", "m=audio"))]
    return tuple(line.split(" RTP/")[0] for line in wanted)


def under_origin(sdp: str, name: str, host: str) -> str:
    """`sdp` of another party under an origin of ours with a version that grows, as a dialog's peer expects."""
    lines = [line for line in sdp.splitlines() if line]
    origin = f"o=ringback {name} {next(_versions)} IN IP4 {host}"
    return "\r\n".join([origin if line.startswith("o=") else line for line in lines]) + "\r\n"


def session_name(call_id: str, leg: int) -> str:
    """The numeric session id of a leg's origin line."""
    return str(int(call_id[-12:], 16) * 100 + leg)
