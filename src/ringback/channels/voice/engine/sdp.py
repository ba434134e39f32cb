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


# G.711 and key presses: what can be recorded and whispered into, and what every carrier understands.
_PLAIN = ("pcmu/8000", "pcma/8000", "telephone-event/8000")


def plain_voice(sdp: str) -> str:
    """`sdp` with what every phone speaks alone, where it speaks that; else as it is.

    An answer to it is an answer to the whole: it names a part of what was offered.
    """
    kinds = {"0": "pcmu/8000", "8": "pcma/8000"} | _rtpmaps(sdp)
    kept = {number for number, kind in kinds.items() if kind in _PLAIN}
    if not any(kinds[number] in _PLAIN[:2] for number in _offered(sdp) & kept):
        return sdp
    lines = [_narrowed(line, kept) for line in sdp.splitlines() if line]
    return "\r\n".join(line for line in lines if line) + "\r\n"


def _rtpmaps(sdp: str) -> dict[str, str]:
    maps = (line[9:].split(" ", 1) for line in sdp.splitlines() if line.startswith("a=rtpmap:"))
    return {parts[0]: parts[1].strip().lower() for parts in maps if len(parts) == 2}


def _offered(sdp: str) -> set[str]:
    return {number for line in sdp.splitlines() if line.startswith("m=audio ") for number in line.split()[3:]}


def _narrowed(line: str, kept: set[str]) -> str:
    """The line without payload types that are not kept; "" where nothing is left of it."""
    if line.startswith("m=audio "):
        words = line.split()
        return " ".join([*words[:3], *(number for number in words[3:] if number in kept)])
    if line.startswith(("a=rtpmap:", "a=fmtp:", "a=rtcp-fb:")):
        number = line.split(":", 1)[1].split(" ", 1)[0]
        return line if number in kept else ""
    return line


def session_name(call_id: str, leg: int) -> str:
    """The numeric session id of a leg's origin line."""
    return str(int(call_id[-12:], 16) * 100 + leg)
